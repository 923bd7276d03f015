package runtime

import (
	"internal/abi"
	"unsafe"
)

// The same as map.go for keys of 64 and 32 bits without pointers, and for strings: the hash and the
// comparison are in place. All hash like hashValue.

func mapGet64(t *abi.MapType, m *Map, key uint64) unsafe.Pointer {
	if m == nil || m.count == 0 {
		return nil
	}
	hash := hash64(key, m.seed)
	size := groupBytes(t)
	at := uintptr(hash>>7) & m.mask
	for step := uintptr(1); ; step++ {
		group := plus(m.groups, at*size)
		control := *controlOf(group)
		for marks := matchByte(control, hash&0x7F); marks != 0; marks &= marks - 1 {
			slot := slotOf(t, group, first(marks))
			if *(*uint64)(slot) == key {
				return plus(slot, t.ElemAt)
			}
		}
		if matchEmpty(control) != 0 || step > m.mask {
			return nil
		}
		at = (at + step) & m.mask
	}
}

func mapSet64(t *abi.MapType, m *Map, key uint64) unsafe.Pointer {
	if elem := mapGet64(t, m, key); elem != nil {
		return elem
	}
	if m == nil {
		panicNilMap()
	}
	slot := insert(t, m, hash64(key, m.seed))
	*(*uint64)(slot) = key
	return plus(slot, t.ElemAt)
}

func mapDelete64(t *abi.MapType, m *Map, key uint64) { mapDelete(t, m, unsafe.Pointer(&key)) }

func mapGet32(t *abi.MapType, m *Map, key uint32) unsafe.Pointer {
	if m == nil || m.count == 0 {
		return nil
	}
	hash := hash64(uint64(key), m.seed)
	size := groupBytes(t)
	at := uintptr(hash>>7) & m.mask
	for step := uintptr(1); ; step++ {
		group := plus(m.groups, at*size)
		control := *controlOf(group)
		for marks := matchByte(control, hash&0x7F); marks != 0; marks &= marks - 1 {
			slot := slotOf(t, group, first(marks))
			if *(*uint32)(slot) == key {
				return plus(slot, t.ElemAt)
			}
		}
		if matchEmpty(control) != 0 || step > m.mask {
			return nil
		}
		at = (at + step) & m.mask
	}
}

func mapSet32(t *abi.MapType, m *Map, key uint32) unsafe.Pointer {
	if elem := mapGet32(t, m, key); elem != nil {
		return elem
	}
	if m == nil {
		panicNilMap()
	}
	slot := insert(t, m, hash64(uint64(key), m.seed))
	*(*uint32)(slot) = key
	return plus(slot, t.ElemAt)
}

func mapDelete32(t *abi.MapType, m *Map, key uint32) { mapDelete(t, m, unsafe.Pointer(&key)) }

// findString gives the element's address, or nil.
func findString(t *abi.MapType, m *Map, key string, hash uint64) unsafe.Pointer {
	size := groupBytes(t)
	at := uintptr(hash>>7) & m.mask
	for step := uintptr(1); ; step++ {
		group := plus(m.groups, at*size)
		control := *controlOf(group)
		for marks := matchByte(control, hash&0x7F); marks != 0; marks &= marks - 1 {
			slot := slotOf(t, group, first(marks))
			if equalString(*(*string)(slot), key) {
				return plus(slot, t.ElemAt)
			}
		}
		if matchEmpty(control) != 0 || step > m.mask {
			return nil
		}
		at = (at + step) & m.mask
	}
}

func mapGetString(t *abi.MapType, m *Map, key string) unsafe.Pointer {
	if m == nil || m.count == 0 {
		return nil
	}
	return findString(t, m, key, hashString(key, m.seed))
}

func mapSetString(t *abi.MapType, m *Map, key string) unsafe.Pointer {
	if m == nil {
		panicNilMap()
	}
	hash := hashString(key, m.seed)
	if m.count != 0 {
		if elem := findString(t, m, key, hash); elem != nil {
			return elem
		}
	}
	slot := insert(t, m, hash)
	*(*string)(slot) = key
	return plus(slot, t.ElemAt)
}

func mapDeleteString(t *abi.MapType, m *Map, key string) { mapDelete(t, m, unsafe.Pointer(&key)) }
