//go:build ignore

// Writes unicode/tables.go from the official package: go run generate/unicode.go > unicode/tables.go
package main

import (
	"fmt"
	"strings"
	"unicode"
)

// ranges packs the runes that have a property: per range three bytes for its first and its last
// rune and one for the distance of its members.
func ranges(has func(r rune) bool) string {
	var all []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if has(r) {
			all = append(all, r)
		}
	}
	var b strings.Builder
	for i := 0; i < len(all); {
		stride, j := rune(1), i
		if i+1 < len(all) {
			stride = all[i+1] - all[i]
			if stride > 255 || stride > 1 && !(i+2 < len(all) && all[i+2]-all[i+1] == stride) {
				stride = 1
			}
		}
		for j+1 < len(all) && all[j+1]-all[j] == stride {
			j++
		}
		three(&b, int(all[i]))
		three(&b, int(all[j]))
		b.WriteByte(byte(stride))
		i = j + 1
	}
	return b.String()
}

func three(b *strings.Builder, n int) {
	b.WriteByte(byte(n >> 16))
	b.WriteByte(byte(n >> 8))
	b.WriteByte(byte(n))
}

func literal(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i += 28 {
		part := s[i:]
		if len(part) > 28 {
			part = part[:28]
		}
		if i > 0 {
			b.WriteString(" +\n\t")
		}
		b.WriteByte('"')
		for k := 0; k < len(part); k++ {
			fmt.Fprintf(&b, "\\x%02x", part[k])
		}
		b.WriteByte('"')
	}
	if s == "" {
		return `""`
	}
	return b.String()
}

func main() {
	fmt.Print("package unicode\n\n// Made by generate/unicode.go; unicode.go says how the tables are packed.\n\n")
	fmt.Printf("// Version is the edition of Unicode that the tables are of.\nconst Version = %q\n\n", unicode.Version)
	type table struct {
		names, about string
		of           *unicode.RangeTable
	}
	for _, t := range []table{
		{"Letter L", "letters", unicode.Letter}, {"Upper Lu", "upper-case letters", unicode.Upper},
		{"Lower Ll", "lower-case letters", unicode.Lower}, {"Title Lt", "title-case letters", unicode.Title},
		{"Lm", "modifier letters", unicode.Lm}, {"Lo", "other letters", unicode.Lo},
		{"Mark M", "marks", unicode.Mark}, {"Mn", "non-spacing marks", unicode.Mn},
		{"Number N", "numbers", unicode.Number}, {"Digit Nd", "decimal digits", unicode.Digit},
		{"Punct P", "punctuation", unicode.Punct}, {"Symbol S", "symbols", unicode.Symbol},
		{"Sm", "mathematical symbols", unicode.Sm}, {"Sc", "currency symbols", unicode.Sc},
		{"Space Z", "separators", unicode.Space}, {"Zs", "spaces", unicode.Zs},
		{"White_Space", "white space", unicode.White_Space}, {"Other C", "control, format and private characters", unicode.Other},
		{"Cc", "control characters", unicode.Cc},
		{"Latin", "the Latin script", unicode.Latin}, {"Greek", "the Greek script", unicode.Greek},
		{"Cyrillic", "the Cyrillic script", unicode.Cyrillic}, {"Han", "the Han script", unicode.Han},
		{"Hiragana", "the Hiragana script", unicode.Hiragana}, {"Katakana", "the Katakana script", unicode.Katakana},
		{"Hangul", "the Hangul script", unicode.Hangul}, {"Arabic", "the Arabic script", unicode.Arabic},
		{"Hebrew", "the Hebrew script", unicode.Hebrew}, {"Thai", "the Thai script", unicode.Thai},
	} {
		names := strings.Fields(t.names)
		packed := ranges(func(r rune) bool { return unicode.Is(t.of, r) })
		fmt.Printf("// %s: %s.\nvar %s = &RangeTable{packed: %s}\n\n", names[0], t.about, names[0], literal(packed))
		for _, other := range names[1:] {
			fmt.Printf("// %s is %s.\nvar %s = %s\n\n", other, names[0], other, names[0])
		}
	}
	fmt.Printf("const printable = %s\n\n", literal(ranges(unicode.IsPrint)))

	// Case: ranges of runes with the same three differences, or in which upper and lower alternate.
	type change struct{ upper, lower, title int }
	of := func(r rune) change {
		return change{int(unicode.ToUpper(r) - r), int(unicode.ToLower(r) - r), int(unicode.ToTitle(r) - r)}
	}
	capital, small := change{0, 1, 0}, change{-1, 0, -1}
	var b strings.Builder
	for r := rune(0); r <= unicode.MaxRune; {
		c := of(r)
		if c == (change{}) {
			r++
			continue
		}
		first, alternates := r, byte(0)
		if c == capital && of(r+1) == small {
			alternates = 1
			for of(r) == capital && of(r+1) == small {
				r += 2
			}
		} else {
			for of(r) == c {
				r++
			}
		}
		three(&b, int(first))
		three(&b, int(r-1))
		b.WriteByte(alternates)
		three(&b, c.upper)
		three(&b, c.lower)
		three(&b, c.title)
	}
	fmt.Printf("const caseChanges = %s\n\n", literal(b.String()))

	b.Reset()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		usual := unicode.ToLower(r)
		if usual == r {
			usual = unicode.ToUpper(r)
		}
		if fold := unicode.SimpleFold(r); fold != usual {
			three(&b, int(r))
			three(&b, int(fold))
		}
	}
	fmt.Printf("const folds = %s\n", literal(b.String()))
}
