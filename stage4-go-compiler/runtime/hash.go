package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// Hashes multiply two words to 128 bits and fold the halves together (Wang Yi, wyhash, 2019): one
// multiplication for every 16 bytes, and every bit of the input reaches every bit of the result.
const (
	mixA = 0xa0761d6478bd642f
	mixB = 0xe7037ed1a0b428db
)

func mix(a, b uint64) uint64 { return intrinsic.MulHigh(a, b) ^ a*b }

func hash64(key, seed uint64) uint64 { return mix(key^mixA, seed^hashSeed^mixB) }

func load8(p unsafe.Pointer, at uintptr) uint64 { return *(*uint64)(plus(p, at)) }

func load4(p unsafe.Pointer, at uintptr) uint64 { return uint64(*(*uint32)(plus(p, at))) }

// hashBytes reads the end of the input with words that overlap what was read before, so no length
// needs a loop over single bytes.
func hashBytes(p unsafe.Pointer, n uintptr, seed uint64) uint64 {
	seed ^= hashSeed ^ mixB
	var a, b uint64
	switch {
	case n > 16:
		at := uintptr(0)
		for ; n-at > 16; at += 16 {
			seed = mix(load8(p, at)^mixA, load8(p, at+8)^seed)
		}
		a, b = load8(p, n-16), load8(p, n-8)
	case n >= 8:
		a, b = load8(p, 0), load8(p, n-8)
	case n >= 4:
		a, b = load4(p, 0), load4(p, n-4)
	case n > 0:
		a = uint64(*(*byte)(p))<<16 | uint64(*(*byte)(plus(p, n>>1)))<<8 | uint64(*(*byte)(plus(p, n-1)))
	}
	return mix(mixA^uint64(n), mix(a^mixA, b^seed))
}

func hashString(s string, seed uint64) uint64 { return hashBytes(dataOf(s), uintptr(len(s)), seed) }

func hashFloat(f float64, seed uint64) uint64 {
	switch {
	case f == 0:
		return hash64(0, seed) // both zeros
	case f != f:
		return hash64(nextRandom(), seed) // equal to nothing
	}
	return hash64(intrinsic.Float64bits(f), seed)
}

// hashValue hashes a value of a type; equal values have equal hashes. It panics for interfaces that
// hold what cannot be compared.
func hashValue(t *abi.Type, p unsafe.Pointer, seed uint64) uint64 {
	if t.Flags&abi.FlagPlain != 0 {
		switch t.Size {
		case 4:
			return hash64(uint64(*(*uint32)(p)), seed)
		case 8:
			return hash64(*(*uint64)(p), seed)
		}
		return hashBytes(p, t.Size, seed)
	}
	switch t.Kind {
	case abi.Float32:
		return hashFloat(float64(*(*float32)(p)), seed)
	case abi.Float64:
		return hashFloat(*(*float64)(p), seed)
	case abi.Complex64:
		x := (*[2]float32)(p)
		return hashFloat(float64(x[1]), hashFloat(float64(x[0]), seed))
	case abi.Complex128:
		x := (*[2]float64)(p)
		return hashFloat(x[1], hashFloat(x[0], seed))
	case abi.String:
		return hashString(*(*string)(p), seed)
	case abi.Interface:
		var e abi.Eface
		if len((*abi.InterfaceType)(unsafe.Pointer(t)).Methods) == 0 {
			e = *(*abi.Eface)(p)
		} else if i := *(*abi.Iface)(p); i.Itab != nil {
			e = abi.Eface{Type: i.Itab.Type, Data: i.Data}
		}
		return hashEface(e, seed)
	case abi.Array:
		a := (*abi.ArrayType)(unsafe.Pointer(t))
		for i := uintptr(0); i < a.Len; i++ {
			seed = hashValue(a.Elem, plus(p, i*a.Elem.Size), seed)
		}
		return seed
	case abi.Struct:
		fields := (*abi.StructType)(unsafe.Pointer(t)).Fields
		for i := 0; i < len(fields); i++ {
			if fields[i].Name != "_" {
				seed = hashValue(fields[i].Type, plus(p, fields[i].Offset), seed)
			}
		}
		return seed
	}
	return hashBytes(p, t.Size, seed)
}

func hashEface(e abi.Eface, seed uint64) uint64 {
	if e.Type == nil {
		return seed
	}
	if e.Type.Flags&abi.FlagComparable == 0 {
		panic(runtimeError("hash of unhashable type " + e.Type.String))
	}
	if e.Type.Flags&abi.FlagDirect != 0 {
		return hash64(uint64(uintptr(e.Data)), seed)
	}
	return hashValue(e.Type, e.Data, seed^uint64(e.Type.Hash))
}
