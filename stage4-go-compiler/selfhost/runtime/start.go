package runtime

import (
	"internal/intrinsic"
	"unsafe"
)

// initAll initialises all packages and mainMain is main.main: the compiler provides both.
func initAll()
func mainMain()

// Numbers of system calls on x86-64, and where the signal context holds what.
const (
	sysWrite        = 1
	sysMmap         = 9
	sysSigaction    = 13
	sysNanosleep    = 35
	sysSigaltstack  = 131
	sysClockGettime = 228
	sysExitGroup    = 231
	sysGetrandom    = 318

	contextPC = 168
	contextSP = 160
)

var (
	arguments   []string
	environment []string
)

// start is called by the entry point with the address of what the kernel left on the stack: the
// number of arguments, their addresses, a zero, the addresses of the environment, a zero.
func start(stack *uintptr) {
	startMemory()
	startRandom()
	startSignals()
	at := uintptr(unsafe.Pointer(stack)) + 8
	arguments, at = readStrings(at)
	environment, _ = readStrings(at)
	initAll()
	mainMain()
	exit(0)
}

func wordAt(at uintptr) uintptr { return *(*uintptr)(pointer(at)) }

// readStrings makes strings of the addresses up to a zero and gives where the next word is.
func readStrings(at uintptr) ([]string, uintptr) {
	var all []string
	for ; wordAt(at) != 0; at += 8 {
		text := wordAt(at)
		n := 0
		for *(*byte)(pointer(text + uintptr(n))) != 0 {
			n++
		}
		all = append(all, makeString(pointer(text), n))
	}
	return all, at + 8
}

func exit(code int) {
	for {
		intrinsic.Syscall6(sysExitGroup, uintptr(code), 0, 0, 0, 0, 0)
	}
}

// random is the state of a generator (G. Marsaglia, Xorshift RNGs, 2003), seeded by the kernel.
var random uint64 = 1

// hashSeed makes hashes differ between runs of a program.
var hashSeed uint64

func startRandom() {
	var seed [2]uint64
	intrinsic.Syscall6(sysGetrandom, uintptr(unsafe.Pointer(&seed)), 16, 0, 0, 0, 0)
	random = seed[0] | 1
	hashSeed = seed[1]
}

func nextRandom() uint64 {
	random ^= random << 13
	random ^= random >> 7
	random ^= random << 17
	return random
}

// action is what the kernel wants to know about a handler.
type action struct{ handler, flags, restorer, mask uintptr }

const (
	signalBus  = 7
	signalSegv = 11

	withInfo     = 4
	withRestorer = 0x04000000
	onOtherStack = 0x08000000
	neverBlocked = 0x40000000
)

// signalStack is where handlers run: the ordinary stack may be what is exhausted.
var signalStack [64 << 10]byte

func startSignals() {
	stack := [3]uintptr{uintptr(unsafe.Pointer(&signalStack)), 0, uintptr(len(signalStack))}
	intrinsic.Syscall6(sysSigaltstack, uintptr(unsafe.Pointer(&stack)), 0, 0, 0, 0, 0)
	a := action{intrinsic.SignalEntry(), withInfo | withRestorer | onOtherStack | neverBlocked, intrinsic.SignalReturn(), 0}
	for _, number := range [...]uintptr{signalSegv, signalBus} {
		intrinsic.Syscall6(sysSigaction, number, uintptr(unsafe.Pointer(&a)), 0, 8, 0, 0)
	}
}

// signal is the handler for faults. It changes the context so that the program continues in
// faultPanic as if the faulting instruction had called it; that panics like any other code.
func signal(number int, info *[16]uint64, context unsafe.Pointer) {
	pc := (*uintptr)(plus(context, contextPC))
	sp := (*uintptr)(plus(context, contextSP))
	address := uintptr(info[2])
	if address+(64<<10) > *sp && address < *sp+(64<<10) {
		printString("runtime: goroutine stack exceeds 1000000000-byte limit\n")
		fatal("stack overflow")
	}
	fault.address = address
	fault.pc = *pc
	*sp = (*sp-256)&^15 - 8
	f := faultPanic
	*pc = uintptr(**(**unsafe.Pointer)(unsafe.Pointer(&f)))
}

func faultPanic() {
	panic(memoryError("invalid memory address or nil pointer dereference"))
}
