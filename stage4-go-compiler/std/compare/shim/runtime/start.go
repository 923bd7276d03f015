package runtime

import (
	"unsafe"

	"mystd/internal/abi"
)

var (
	arguments, environment []string
	random                 uint64 = 12345
	hashSeed               uint64 = 99
)

func nextRandom() uint64 {
	random ^= random << 13
	random ^= random >> 7
	random ^= random << 17
	return random
}

func exit(code int) { panic("exit") }

func wordAt(at uintptr) uintptr { return 0 }

// What tests call: the functions that compiled code calls.

func MakeMap(t *abi.MapType, hint int) *Map { return makeMap(t, hint) }

func MapGet(t *abi.MapType, m *Map, key unsafe.Pointer) unsafe.Pointer { return mapGet(t, m, key) }

func MapSet(t *abi.MapType, m *Map, key unsafe.Pointer) unsafe.Pointer { return mapSet(t, m, key) }

func MapDelete(t *abi.MapType, m *Map, key unsafe.Pointer) { mapDelete(t, m, key) }

func MapClear(t *abi.MapType, m *Map) { mapClear(t, m) }

func MapGet64(t *abi.MapType, m *Map, key uint64) unsafe.Pointer { return mapGet64(t, m, key) }

func MapSet64(t *abi.MapType, m *Map, key uint64) unsafe.Pointer { return mapSet64(t, m, key) }

func MapGetString(t *abi.MapType, m *Map, key string) unsafe.Pointer { return mapGetString(t, m, key) }

func MapSetString(t *abi.MapType, m *Map, key string) unsafe.Pointer { return mapSetString(t, m, key) }

func GrowSlice(data unsafe.Pointer, newLen, oldCap, added int, t *abi.Type) (unsafe.Pointer, int, int) {
	return growSlice(data, newLen, oldCap, added, t)
}

func StringToRunes(s string) []rune { return stringToRunes(s) }

func RunesToString(r []rune) string { return runesToString(r) }

func CompareString(a, b string) int { return compareString(a, b) }

func Class(bytes uintptr) (int, uintptr) { return class(bytes) }

func Concat(parts ...string) string { return concatN(parts) }

// Message gives what one of the functions for faults panics with.
func Message(fault func()) (text string) {
	defer func() { text = recover().(error).Error() }()
	fault()
	return ""
}

// Faults are the functions for faults of indexes, by name.
var Faults = map[string]func(a, b int){
	"index": panicIndex, "string": panicSliceAlen, "slice": panicSliceAcap, "order": panicSliceB,
	"array3": panicSlice3Alen, "slice3": panicSlice3Acap, "order3": panicSlice3B, "low3": panicSlice3C,
}

func PanicDivide() { panicDivide() }

func PanicShift() { panicShift() }

func PanicNil() { panicNil() }

func PanicNilMap() { panicNilMap() }
