// Package unicode tells properties of code points: letters, digits, case and so on.
//
// The tables (tables.go) are packed into strings, so that they are read-only data of a few bytes per
// range and need no initialisation; a lookup is a binary search. A range of a property is seven
// bytes: its first and its last rune, three bytes each, and the distance of its members. A range of
// caseChanges is sixteen: first and last rune, whether capital and small letters alternate, and
// what to add for the upper, lower and title case. folds are pairs of runes.
package unicode

// Limits of the code points.
const (
	MaxRune         = '\U0010FFFF'
	ReplacementChar = '\uFFFD'
	MaxASCII        = '\u007F'
	MaxLatin1       = '\u00FF'
)

// Indexes for To.
const (
	UpperCase = iota
	LowerCase
	TitleCase
	MaxCase
)

// Range16 is a range of 16-bit code points with a distance.
type Range16 struct{ Lo, Hi, Stride uint16 }

// Range32 is a range of code points with a distance.
type Range32 struct{ Lo, Hi, Stride uint32 }

// RangeTable is a set of code points. The tables of this package are packed; those of a program
// list their ranges in ascending order.
type RangeTable struct {
	R16         []Range16
	R32         []Range32
	LatinOffset int
	packed      string
}

func three(s string, at int) int {
	return int(s[at])<<16 | int(s[at+1])<<8 | int(s[at+2])
}

// signedThree is three of a difference.
func signedThree(s string, at int) rune {
	return rune(three(s, at) << 40 >> 40)
}

const rangeBytes = 7

func inPacked(table string, r rune) bool {
	low, high := 0, len(table)/rangeBytes
	for low < high {
		middle := (low + high) / 2
		if three(table, middle*rangeBytes+3) < int(r) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	at := low * rangeBytes
	if at >= len(table) {
		return false
	}
	distance := int(r) - three(table, at)
	return distance >= 0 && distance%int(table[at+6]) == 0
}

// Is says whether a rune is in a table.
func Is(rangeTab *RangeTable, r rune) bool {
	if rangeTab.packed != "" {
		return inPacked(rangeTab.packed, r)
	}
	for _, x := range rangeTab.R16 {
		if r >= 0 && uint32(r) <= uint32(x.Hi) {
			return uint32(r) >= uint32(x.Lo) && (x.Stride <= 1 || (uint16(r)-x.Lo)%x.Stride == 0)
		}
	}
	for _, x := range rangeTab.R32 {
		if r >= 0 && uint32(r) <= x.Hi {
			return uint32(r) >= x.Lo && (x.Stride <= 1 || (uint32(r)-x.Lo)%x.Stride == 0)
		}
	}
	return false
}

// In says whether a rune is in one of the tables.
func In(r rune, ranges ...*RangeTable) bool { return IsOneOf(ranges, r) }

// IsOneOf is In with a slice.
func IsOneOf(ranges []*RangeTable, r rune) bool {
	for _, table := range ranges {
		if Is(table, r) {
			return true
		}
	}
	return false
}

// IsLetter says whether r is a letter (category L).
func IsLetter(r rune) bool {
	if uint32(r) < 0x80 {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return Is(Letter, r)
}

// IsDigit says whether r is a decimal digit (category Nd).
func IsDigit(r rune) bool {
	if uint32(r) < 0x80 {
		return '0' <= r && r <= '9'
	}
	return Is(Digit, r)
}

// IsNumber says whether r is a number (category N).
func IsNumber(r rune) bool {
	if uint32(r) < 0x80 {
		return '0' <= r && r <= '9'
	}
	return Is(Number, r)
}

// IsSpace says whether r is white space.
func IsSpace(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return r == ' ' || '\t' <= r && r <= '\r' || r == 0x85 || r == 0xA0
	}
	return Is(White_Space, r)
}

// IsUpper says whether r is an upper-case letter.
func IsUpper(r rune) bool {
	if uint32(r) < 0x80 {
		return 'A' <= r && r <= 'Z'
	}
	return Is(Upper, r)
}

// IsLower says whether r is a lower-case letter.
func IsLower(r rune) bool {
	if uint32(r) < 0x80 {
		return 'a' <= r && r <= 'z'
	}
	return Is(Lower, r)
}

// IsTitle says whether r is a title-case letter.
func IsTitle(r rune) bool { return r > MaxLatin1 && Is(Title, r) }

// IsPunct says whether r is punctuation (category P).
func IsPunct(r rune) bool { return Is(Punct, r) }

// IsSymbol says whether r is a symbol (category S).
func IsSymbol(r rune) bool { return Is(Symbol, r) }

// IsMark says whether r is a mark (category M).
func IsMark(r rune) bool { return Is(Mark, r) }

// IsControl says whether r is a control character (category Cc).
func IsControl(r rune) bool { return uint32(r) < 0x20 || 0x7F <= r && r < 0xA0 }

// IsPrint says whether r is a letter, mark, number, punctuation, symbol or the ASCII space.
func IsPrint(r rune) bool {
	if uint32(r) < 0x80 {
		return ' ' <= r && r < 0x7F
	}
	return inPacked(printable, r)
}

// IsGraphic says whether IsPrint(r) or r is a space (category Zs).
func IsGraphic(r rune) bool { return IsPrint(r) || Is(Zs, r) }

const changeBytes = 16

// To gives r in a case: UpperCase, LowerCase or TitleCase.
func To(_case int, r rune) rune {
	if _case < 0 || _case >= MaxCase {
		return ReplacementChar
	}
	low, high := 0, len(caseChanges)/changeBytes
	for low < high {
		middle := (low + high) / 2
		if three(caseChanges, middle*changeBytes+3) < int(r) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	at := low * changeBytes
	if at >= len(caseChanges) || int(r) < three(caseChanges, at) {
		return r
	}
	if caseChanges[at+6] == 1 { // capital, small, capital, small …
		small := (int(r)-three(caseChanges, at))%2 == 1
		switch {
		case small && _case != LowerCase:
			return r - 1
		case !small && _case == LowerCase:
			return r + 1
		}
		return r
	}
	return r + signedThree(caseChanges, at+7+3*_case)
}

// ToUpper gives r in upper case.
func ToUpper(r rune) rune {
	if uint32(r) < 0x80 {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	return To(UpperCase, r)
}

// ToLower gives r in lower case.
func ToLower(r rune) rune {
	if uint32(r) < 0x80 {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return To(LowerCase, r)
}

// ToTitle gives r in title case.
func ToTitle(r rune) rune {
	if uint32(r) < 0x80 {
		return ToUpper(r)
	}
	return To(TitleCase, r)
}

// SimpleFold gives the next rune that equals r but for case: the smallest that is larger than r, or
// else the smallest of all.
func SimpleFold(r rune) rune {
	if r < 0 || r > MaxRune {
		return r
	}
	low, high := 0, len(folds)/6
	for low < high {
		middle := (low + high) / 2
		if three(folds, middle*6) < int(r) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low*6 < len(folds) && three(folds, low*6) == int(r) {
		return rune(three(folds, low*6+3))
	}
	if lower := ToLower(r); lower != r {
		return lower
	}
	return ToUpper(r)
}
