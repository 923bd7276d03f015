package strings

import (
	"io"
)

// Replacer replaces several strings by others in one pass: at each place the first pair that fits,
// in the order given. What begins with the byte there is found by a table; "" fits everywhere, but
// once at each place.
type Replacer struct {
	pairs []string
	first [256][]int // the pairs whose old string begins with a byte, in order
	empty int        // the pair whose old string is "", or -1
}

// NewReplacer makes a replacer of pairs old, new.
func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 == 1 {
		panic("strings.NewReplacer: odd argument count")
	}
	r := &Replacer{pairs: append([]string(nil), oldnew...), empty: -1}
	for i := 0; i < len(r.pairs); i += 2 {
		old := r.pairs[i]
		if old != "" {
			r.first[old[0]] = append(r.first[old[0]], i)
		} else if r.empty < 0 {
			r.empty = i
		}
	}
	return r
}

// Replace gives s with all replacements made.
func (r *Replacer) Replace(s string) string {
	var out []byte
	start := 0          // up to here s is in out
	afterEmpty := false // "" was just replaced here
	for i := 0; i <= len(s); {
		match := -1
		if r.empty >= 0 && !afterEmpty {
			match = r.empty
		}
		if i < len(s) {
			for _, k := range r.first[s[i]] {
				if match >= 0 && match < k {
					break
				}
				if HasPrefix(s[i:], r.pairs[k]) {
					match = k
					break
				}
			}
		}
		afterEmpty = match >= 0 && r.pairs[match] == ""
		if match < 0 {
			i++
			continue
		}
		out = append(out, s[start:i]...)
		out = append(out, r.pairs[match+1]...)
		i += len(r.pairs[match])
		start = i
	}
	if start == 0 && out == nil {
		return s
	}
	if start < len(s) {
		out = append(out, s[start:]...)
	}
	return string(out)
}

// WriteString writes s with all replacements made.
func (r *Replacer) WriteString(w io.Writer, s string) (n int, err error) {
	return io.WriteString(w, r.Replace(s))
}
