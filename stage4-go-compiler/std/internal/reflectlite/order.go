package reflectlite

import "internal/abi"

// Entry is a key of a map with its element.
type Entry struct{ Key, Elem Value }

// SortedEntries gives the entries of a map in the order in which fmt prints them: numbers and strings
// ascending with NaN first, false before true, pointers by address, structs and arrays by their
// parts, interfaces first by type. It is a merge sort: entries that compare equal (NaN) keep the
// order in which the map gives them.
func SortedEntries(v Value) []Entry {
	entries := mapEntries(v)
	spare := make([]Entry, len(entries))
	for width := 1; width < len(entries); width *= 2 {
		for start := 0; start < len(entries); start += 2 * width {
			middle := start + width
			if middle > len(entries) {
				middle = len(entries)
			}
			end := middle + width
			if end > len(entries) {
				end = len(entries)
			}
			i, k := start, middle
			for at := start; at < end; at++ {
				if i < middle && (k >= end || compare(entries[i].Key, entries[k].Key) <= 0) {
					spare[at] = entries[i]
					i++
				} else {
					spare[at] = entries[k]
					k++
				}
			}
		}
		entries, spare = spare, entries
	}
	return entries
}

func order(less, greater bool) int {
	switch {
	case less:
		return -1
	case greater:
		return 1
	}
	return 0
}

func compareFloats(a, b float64) int {
	switch {
	case a != a:
		return order(b == b, false)
	case b != b:
		return 1
	}
	return order(a < b, a > b)
}

func compare(a, b Value) int {
	if a.typ != b.typ {
		return order(a.typ == nil || b.typ != nil && typeAddress(a) < typeAddress(b), true)
	}
	switch a.Kind() {
	case abi.Int, abi.Int8, abi.Int16, abi.Int32, abi.Int64:
		x, y := a.Int(), b.Int()
		return order(x < y, x > y)
	case abi.Uint, abi.Uint8, abi.Uint16, abi.Uint32, abi.Uint64, abi.Uintptr:
		x, y := a.Uint(), b.Uint()
		return order(x < y, x > y)
	case abi.String:
		x, y := a.String(), b.String()
		return order(x < y, x > y)
	case abi.Float32, abi.Float64:
		return compareFloats(a.Float(), b.Float())
	case abi.Complex64, abi.Complex128:
		x, x2 := a.Complex()
		y, y2 := b.Complex()
		if c := compareFloats(x, y); c != 0 {
			return c
		}
		return compareFloats(x2, y2)
	case abi.Bool:
		x, y := a.Bool(), b.Bool()
		return order(!x && y, x && !y)
	case abi.Pointer, abi.UnsafePointer, abi.Chan:
		x, y := a.Pointer(), b.Pointer()
		return order(x < y, x > y)
	case abi.Struct:
		for i := 0; i < a.NumField(); i++ {
			if c := compare(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	case abi.Array:
		for i := 0; i < a.Len(); i++ {
			if c := compare(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
	case abi.Interface:
		return compare(a.Elem(), b.Elem())
	}
	return 0
}
