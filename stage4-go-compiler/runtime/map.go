package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// A map is a hash table in groups of eight slots (M. Kulukundis, Designing a fast, efficient,
// cache-friendly hash table, 2017: "Swiss table"). A group begins with eight control bytes, one per
// slot: empty, deleted, or the lowest seven bits of the key's hash. A lookup compares all eight with
// the wanted bits at once, in an ordinary 64-bit word, and looks only at the keys that fit. The
// other bits of the hash choose the group to begin with; from there the probe goes on by 1, 2, 3 …
// groups, which visits each once, since their number is a power of two, and ends at a group with an
// empty slot.
//
//	group:  control [8]byte | slot 0: key, elem | … | slot 7
//
// At most seven eighths of the slots are in use or deleted. When they are, all entries go to a new
// table, twice as large unless many were deleted. The old table is left as it was: an iteration that
// began before goes on over it and looks its keys up in the new one, so that it gives no entry twice,
// none that was deleted, and always the present elements.
type Map struct {
	count  int            // entries: len reads it
	groups unsafe.Pointer // nil until the first entry
	mask   uintptr        // number of groups - 1
	free   int            // empty slots that may still be filled
	clears uint64         // how often the map was cleared
	seed   uint64
}

// MapIter is an iteration. Key is nil at its end.
type MapIter struct {
	Key    unsafe.Pointer
	Elem   unsafe.Pointer
	t      *abi.MapType
	m      *Map
	groups unsafe.Pointer // the table it goes over
	mask   uintptr
	start  uintptr // where it began: a slot's number, which is a random one
	done   uintptr // slots visited
	clears uint64
	_      [3]uintptr // room
}

const (
	slots   = 8
	empty   = 0x80
	deleted = 0xFE

	allEmpty = 0x8080808080808080
	low      = 0x0101010101010101
	high     = 0x8080808080808080
)

// matchByte gives a word with the high bit set in each byte of control that equals b. Bytes above a
// match may be marked wrongly; the key's comparison finds out.
// ANCHOR: match
func matchByte(control uint64, b uint64) uint64 {
	x := control ^ low*b
	return (x - low) &^ x & high
}

// ANCHOR_END: match

// matchEmpty marks the empty slots: their high bit is set and their next one is not.
func matchEmpty(control uint64) uint64 { return control &^ (control << 6) & high }

// matchFree marks the empty and deleted slots.
func matchFree(control uint64) uint64 { return control & high }

// first gives the number of the first marked byte.
func first(marks uint64) uintptr { return uintptr(intrinsic.TrailingZeros64(marks)) >> 3 }

func groupBytes(t *abi.MapType) uintptr { return 8 + slots*t.SlotSize }

func controlOf(group unsafe.Pointer) *uint64 { return (*uint64)(group) }

func slotOf(t *abi.MapType, group unsafe.Pointer, i uintptr) unsafe.Pointer {
	return plus(group, 8+i*t.SlotSize)
}

func setControl(group unsafe.Pointer, i uintptr, b byte) { *(*byte)(plus(group, i)) = b }

// makeGroups gives a table of empty groups.
func makeGroups(t *abi.MapType, n uintptr) unsafe.Pointer {
	size := groupBytes(t)
	if n > arenaBytes/size {
		panic(plainError("runtime: map too large"))
	}
	p := allocate(n*size, mapGroupType(t))
	for i := uintptr(0); i < n; i++ {
		*controlOf(plus(p, i*size)) = allEmpty
	}
	return p
}

// mapGroupType stands for the type of a group: the map's type is recorded, and a collector treats
// memory of that type as groups.
func mapGroupType(t *abi.MapType) *abi.Type {
	if t.Key.PtrBytes == 0 && t.Elem.PtrBytes == 0 {
		return nil
	}
	return &t.Type
}

func makeMap(t *abi.MapType, hint int) *Map {
	m := &Map{seed: nextRandom()}
	if hint > slots {
		n := uintptr(1)
		for n*slots*7/8 < uintptr(hint) && n < 1<<32 {
			n *= 2
		}
		m.groups = makeGroups(t, n)
		m.mask = n - 1
		m.free = int(n * slots * 7 / 8)
	}
	return m
}

func mapLen(m *Map) int {
	if m == nil {
		return 0
	}
	return m.count
}

// capacityOf gives how many slots of n groups may be filled: all of a single one, because a probe of
// one group needs no empty slot to end.
func capacityOf(n uintptr) int {
	if n == 1 {
		return slots
	}
	return int(n * slots * 7 / 8)
}

// find gives the slot of a key, or nil.
// ANCHOR: find
func find(t *abi.MapType, m *Map, key unsafe.Pointer, hash uint64) (group unsafe.Pointer, i uintptr) {
	size := groupBytes(t)
	at := uintptr(hash>>7) & m.mask
	for step := uintptr(1); ; step++ {
		group = plus(m.groups, at*size)
		control := *controlOf(group)
		for marks := matchByte(control, hash&0x7F); marks != 0; marks &= marks - 1 {
			i = first(marks)
			if equalValue(t.Key, key, slotOf(t, group, i)) {
				return group, i
			}
		}
		if matchEmpty(control) != 0 || step > m.mask {
			return nil, 0
		}
		at = (at + step) & m.mask
	}
}

// ANCHOR_END: find

func mapGet(t *abi.MapType, m *Map, key unsafe.Pointer) unsafe.Pointer {
	if m == nil || m.count == 0 {
		if t.Key.Flags&abi.FlagPlain == 0 {
			hashValue(t.Key, key, 0) // panics if the key cannot be hashed
		}
		return nil
	}
	group, i := find(t, m, key, hashValue(t.Key, key, m.seed))
	if group == nil {
		return nil
	}
	return plus(slotOf(t, group, i), t.ElemAt)
}

// insert takes a free slot for a key that is not in the map. The caller writes the key.
func insert(t *abi.MapType, m *Map, hash uint64) unsafe.Pointer {
	if m.free == 0 {
		grow(t, m)
	}
	size := groupBytes(t)
	at := uintptr(hash>>7) & m.mask
	for step := uintptr(1); ; step++ {
		group := plus(m.groups, at*size)
		if marks := matchFree(*controlOf(group)); marks != 0 {
			i := first(marks)
			if *(*byte)(plus(group, i)) == empty {
				m.free--
			}
			setControl(group, i, byte(hash&0x7F))
			m.count++
			return slotOf(t, group, i)
		}
		at = (at + step) & m.mask
	}
}

// grow makes a new table: larger, or of the same size if the slots are mostly deleted ones.
func grow(t *abi.MapType, m *Map) {
	if m.groups == nil {
		m.groups = makeGroups(t, 1)
		m.mask = 0
		m.free = slots
		return
	}
	old, n, size := m.groups, m.mask+1, groupBytes(t)
	bigger := n
	if m.count > capacityOf(n)*3/4 {
		bigger = 2 * n
	}
	m.groups = makeGroups(t, bigger)
	m.mask = bigger - 1
	m.free = capacityOf(bigger)
	m.count = 0
	for g := uintptr(0); g < n; g++ {
		group := plus(old, g*size)
		for marks := ^*controlOf(group) & high; marks != 0; marks &= marks - 1 {
			slot := slotOf(t, group, first(marks))
			to := insert(t, m, hashValue(t.Key, slot, m.seed))
			intrinsic.Move(to, slot, t.SlotSize)
		}
	}
}

func mapSet(t *abi.MapType, m *Map, key unsafe.Pointer) unsafe.Pointer {
	if m == nil {
		panicNilMap()
	}
	hash := hashValue(t.Key, key, m.seed)
	if m.groups != nil {
		if group, i := find(t, m, key, hash); group != nil {
			slot := slotOf(t, group, i)
			if t.Key.Flags&abi.FlagPlain == 0 {
				intrinsic.Move(slot, key, t.Key.Size) // +0 and -0 are equal, but not the same
			}
			return plus(slot, t.ElemAt)
		}
	}
	slot := insert(t, m, hash)
	intrinsic.Move(slot, key, t.Key.Size)
	return plus(slot, t.ElemAt)
}

func mapDelete(t *abi.MapType, m *Map, key unsafe.Pointer) {
	if m == nil || m.count == 0 {
		if t.Key.Flags&abi.FlagPlain == 0 {
			hashValue(t.Key, key, 0)
		}
		return
	}
	if group, i := find(t, m, key, hashValue(t.Key, key, m.seed)); group != nil {
		remove(t, m, group, i)
	}
}

// remove empties a slot. It may become empty rather than deleted if its group has an empty one
// already: no probe has gone past such a group.
func remove(t *abi.MapType, m *Map, group unsafe.Pointer, i uintptr) {
	intrinsic.Clear(slotOf(t, group, i), t.SlotSize)
	m.count--
	if m.mask == 0 || matchEmpty(*controlOf(group)) != 0 {
		setControl(group, i, empty)
		m.free++
	} else {
		setControl(group, i, deleted)
	}
}

func mapClear(t *abi.MapType, m *Map) {
	if m == nil || m.groups == nil {
		return
	}
	size := groupBytes(t)
	for g := uintptr(0); g <= m.mask; g++ {
		group := plus(m.groups, g*size)
		intrinsic.Clear(group, size)
		*controlOf(group) = allEmpty
	}
	m.count = 0
	m.free = capacityOf(m.mask + 1)
	m.clears++
}

func mapIterStart(t *abi.MapType, m *Map, it *MapIter) {
	*it = MapIter{t: t, m: m}
	if m == nil || m.count == 0 {
		return
	}
	it.groups = m.groups
	it.mask = m.mask
	it.clears = m.clears
	it.start = uintptr(nextRandom()) & (it.mask*slots + slots - 1)
	mapIterNext(it)
}

func mapIterNext(it *MapIter) {
	t, m := it.t, it.m
	total := (it.mask + 1) * slots
	size := groupBytes(t)
	for it.done < total {
		number := (it.start + it.done) & (total - 1)
		it.done++
		group := plus(it.groups, number/slots*size)
		if *(*byte)(plus(group, number%slots))&0x80 != 0 {
			continue
		}
		slot := slotOf(t, group, number%slots)
		elem := plus(slot, t.ElemAt)
		if it.groups != m.groups {
			// The map has a new table: the entry may be gone, or have another element.
			if found, i := lookup(t, m, slot); found != nil {
				slot = slotOf(t, found, i)
				elem = plus(slot, t.ElemAt)
			} else if it.clears != m.clears || equalValue(t.Key, slot, slot) {
				continue
			} // else a NaN: it cannot be found, nor deleted or changed
		}
		it.Key = slot
		it.Elem = elem
		return
	}
	it.Key = nil
	it.Elem = nil
}

func lookup(t *abi.MapType, m *Map, key unsafe.Pointer) (unsafe.Pointer, uintptr) {
	return find(t, m, key, hashValue(t.Key, key, m.seed))
}
