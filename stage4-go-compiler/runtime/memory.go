package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// Memory comes from one range of addresses, the arena, which is asked for in steps; the kernel fills
// it with zero pages as they are touched. To ask for all of it at once would cost a system nothing, and
// an emulator, which notes something for every page, seconds. The arena is cut into spans of whole
// pages; a span holds objects of one size class, or one large object. Small objects without pointers
// have spans of their own.
//
// Every object has its type recorded, so that a collector can find the pointers in it and needs
// nothing new from the compiler: a span has a table with a word per object, the type of the object,
// or of the elements of an array of as many as fit. A page table leads from any address in the arena
// to its span. Nothing is collected yet: free lists are in place, and are empty.
//
// Size classes are spaced so that at most an eighth is lost: eight steps per power of two.
const (
	pageBytes  = 8192
	arenaStart = 1 << 38 // where nothing else is, on all systems with 39 bits of addresses and more
	arenaBytes = 1 << 38
	stepBytes  = 64 << 20
	smallBytes = 1 << 10  // the class of smaller objects is in a table
	largeBytes = 32 << 10 // larger objects have a span of their own
	classes    = 81
	ZeroSize   = 1024 // of zeroValue
)

// span describes pages of the arena.
type span struct {
	start    uintptr
	bytes    uintptr
	limit    uintptr        // its end
	size     uintptr        // of an object
	next     uintptr        // the first object never used
	count    uintptr        // objects used
	types    **abi.Type     // the type of each, nil if they have no pointers
	free     unsafe.Pointer // objects given back, linked by their first word
	previous *span          // the span of this class that is full
}

// openSpans are the spans that objects are taken from; odd ones are for objects without pointers.
var openSpans [2 * classes]*span

// emptySpan is full from the start, so that the fast path has no test for nil.
var emptySpan = span{next: 1}

// smallClass has the size classes of 0 to smallBytes bytes, by the number of words.
var smallClass [smallBytes/8 + 1]uint8

var arena struct {
	next, end uintptr
	used      uintptr // bytes
	pages     [arenaBytes / stepBytes]*[stepBytes / pageBytes]*span
}

// zeroValue is what the compiler uses for values of types it need not allocate.
var zeroValue [ZeroSize]byte

// smallInts are the values 0 to 255, one per word, for boxing bytes.
var smallInts [256]uint64

// emptyObject is where all objects of size 0 are.
var emptyObject uint64

const (
	protectReadWrite = 3
	mapPrivate       = 0x4022 // private, anonymous, no swap reserved
	hugePages        = 14
)

// mapMemory asks for memory, at an address if that is not 0; the kernel may answer with another.
func mapMemory(at, bytes uintptr) (uintptr, bool) {
	got := intrinsic.Syscall6(sysMmap, at, bytes, protectReadWrite, mapPrivate, ^uintptr(0), 0)
	return uintptr(got), got >= 0 || got <= -4096
}

func reserve(bytes uintptr) uintptr {
	at, ok := mapMemory(0, bytes)
	if !ok {
		printString("runtime: cannot reserve memory\n")
		exit(2)
	}
	return at
}

func startMemory() {
	arena.next = arenaStart
	arena.end = arenaStart
	for i := range openSpans {
		openSpans[i] = &emptySpan
	}
	for i := range smallInts {
		smallInts[i] = uint64(i)
	}
	for i := 1; i < len(smallClass); i++ {
		number, _ := class(uintptr(i) * 8)
		smallClass[i] = uint8(number)
	}
}

// pointer makes an address a pointer. The arena is not moved, so that is as good as the original.
func pointer(at uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&at)) }

func takePages(bytes uintptr) uintptr {
	bytes = (bytes + pageBytes - 1) &^ (pageBytes - 1)
	if bytes > arena.end-arena.next {
		growArena(bytes)
	}
	at := arena.next
	arena.next = at + bytes
	arena.used += bytes
	return at
}

// growArena asks for so many steps that bytes fit. Where something else has a place in the arena, what
// was left before it stays unused.
func growArena(bytes uintptr) {
	for bytes <= arenaStart+arenaBytes-arena.next {
		wanted := (bytes - (arena.end - arena.next) + stepBytes - 1) &^ (stepBytes - 1)
		if wanted > arenaStart+arenaBytes-arena.end {
			break
		}
		at, ok := mapMemory(arena.end, wanted)
		if !ok {
			break
		}
		if at == arena.end {
			adviseLarge(at, wanted)
			arena.end += wanted
			return
		}
		intrinsic.Syscall6(sysMunmap, at, wanted, 0, 0, 0, 0)
		arena.end += stepBytes
		arena.next = arena.end
	}
	fatal("out of memory")
}

// adviseLarge asks for pages of two megabytes, which saves a program that takes much memory most of
// its page faults; one that takes little is not to be charged for more than it touches.
func adviseLarge(at, bytes uintptr) {
	if at == arenaStart {
		at += stepBytes / 8
		bytes -= stepBytes / 8
	}
	intrinsic.Syscall6(sysMadvise, at, bytes, hugePages, 0, 0, 0)
}

// notePages lets the page table lead to a span.
func notePages(s *span) {
	for at := s.start - arenaStart; at < s.start-arenaStart+s.bytes; at += pageBytes {
		pages := &arena.pages[at/stepBytes]
		if *pages == nil {
			*pages = (*[stepBytes / pageBytes]*span)(takeMetadata(stepBytes / pageBytes * 8))
		}
		(*pages)[at%stepBytes/pageBytes] = s
	}
}

// metadata are for spans and their tables: memory without a type, which is never given back.
var metadata struct{ next, end uintptr }

func takeMetadata(bytes uintptr) unsafe.Pointer {
	bytes = (bytes + 7) &^ 7
	if bytes > metadata.end-metadata.next {
		chunk := uintptr(1 << 20)
		if bytes > chunk {
			chunk = bytes
		}
		metadata.next = reserve(chunk)
		metadata.end = metadata.next + chunk
	}
	at := metadata.next
	metadata.next += bytes
	return pointer(at)
}

// newSpan makes a span for objects of a size.
func newSpan(bytes, size uintptr, pointers bool) *span {
	s := (*span)(takeMetadata(unsafe.Sizeof(span{})))
	s.start = takePages(bytes)
	s.bytes = bytes
	s.limit = s.start + bytes
	s.size = size
	s.next = s.start
	if pointers {
		s.types = (**abi.Type)(takeMetadata(bytes / size * 8))
	}
	notePages(s)
	return s
}

// allocate gives zeroed memory for values of type t; bytes is a multiple of its size. What happens
// nearly always is here: a small object, and room for it in the span of its class.
func allocate(bytes uintptr, t *abi.Type) unsafe.Pointer {
	if bytes-1 < smallBytes {
		number := uintptr(smallClass[(bytes+7)/8]) * 2
		if t == nil || t.PtrBytes == 0 {
			s := openSpans[number+1]
			if at := s.next; at+s.size <= s.limit {
				s.count++
				s.next = at + s.size
				return pointer(at)
			}
		} else {
			s := openSpans[number]
			if at := s.next; at+s.size <= s.limit {
				*(**abi.Type)(pointer(uintptr(unsafe.Pointer(s.types)) + s.count*8)) = t
				s.count++
				s.next = at + s.size
				return pointer(at)
			}
		}
	}
	return allocateSlow(bytes, t)
}

// allocateSlow is for the rest: large objects, and spans that are full.
func allocateSlow(bytes uintptr, t *abi.Type) unsafe.Pointer {
	if bytes == 0 {
		return unsafe.Pointer(&emptyObject)
	}
	pointers := t != nil && t.PtrBytes != 0
	if bytes > largeBytes {
		s := newSpan((bytes+pageBytes-1)&^(pageBytes-1), (bytes+pageBytes-1)&^(pageBytes-1), pointers)
		s.next, s.count = s.limit, 1
		if pointers {
			*s.types = t
		}
		return pointer(s.start)
	}
	number, size := class(bytes)
	number *= 2
	if !pointers {
		number++
	}
	s := openSpans[number]
	if s.next+size > s.limit {
		room := uintptr(64 << 10)
		if size > 8<<10 {
			room = 256 << 10
		}
		full := s
		s = newSpan(room, size, pointers)
		s.previous = full
		openSpans[number] = s
	}
	at := s.next
	if pointers {
		*(**abi.Type)(pointer(uintptr(unsafe.Pointer(s.types)) + s.count*8)) = t
	}
	s.count++
	s.next = at + size
	return pointer(at)
}

func newObject(t *abi.Type) unsafe.Pointer { return allocate(t.Size, t) }

func newArray(t *abi.Type, n int) unsafe.Pointer {
	if t.Size != 0 && uintptr(n) > arenaBytes/t.Size {
		panic(plainError("runtime: allocation size out of range"))
	}
	return allocate(uintptr(n)*t.Size, t)
}

func makeSlice(t *abi.Type, n, capacity int) unsafe.Pointer {
	if n < 0 || t.Size != 0 && uintptr(n) > arenaBytes/t.Size {
		panic(runtimeError("makeslice: len out of range"))
	}
	if capacity < n || t.Size != 0 && uintptr(capacity) > arenaBytes/t.Size {
		panic(runtimeError("makeslice: cap out of range"))
	}
	return allocate(uintptr(capacity)*t.Size, t)
}

// bytesFor gives memory for bytes.
func bytesFor(n int) unsafe.Pointer { return allocate(uintptr(n), nil) }

// roundUp gives the size of the memory that so many bytes get.
func roundUp(bytes uintptr) uintptr {
	if bytes == 0 {
		return 0
	}
	if bytes > largeBytes {
		return (bytes + pageBytes - 1) &^ (pageBytes - 1)
	}
	_, size := class(bytes)
	return size
}
