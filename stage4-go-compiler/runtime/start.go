package runtime

import (
	"internal/abi"
	"internal/intrinsic"
	"unsafe"
)

// initAll initialises all packages and mainMain is main.main: the compiler provides both.
func initAll()
func mainMain()

var (
	arguments   []string
	environment []string
)

// ANCHOR: start
// start is called by the entry point with the address of what the kernel left on the stack: the
// number of arguments, their addresses, a zero, the addresses of the environment, a zero.
func start(stack *uintptr) {
	startMemory()
	startRandom()
	startSignals()
	at := uintptr(unsafe.Pointer(stack))
	count := int(*stack)
	arguments, at = readStrings(at+8, count)
	count = 0
	for wordAt(at+8+uintptr(count)*8) != 0 {
		count++
	}
	environment, _ = readStrings(at+8, count)
	startMain(func() {
		initAll()
		mainMain()
		exit(0)
	})
}

// ANCHOR_END: start

func wordAt(at uintptr) uintptr { return *(*uintptr)(pointer(at)) }

// readStrings makes strings of so many addresses and gives where the next word is.
func readStrings(at uintptr, count int) ([]string, uintptr) {
	var all []string
	for i := 0; i < count; i++ {
		text := wordAt(at + uintptr(i)*8)
		n := 0
		for *(*byte)(pointer(text + uintptr(n))) != 0 {
			n++
		}
		all = append(all, makeString(pointer(text), n))
	}
	return all, at + uintptr(count)*8
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

// --- signals -----------------------------------------------------------------------------------------

// action is what the kernel wants to know about a handler.
type action struct {
	handler, flags, restorer, mask uintptr
}

const (
	signalFPE  = 8
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
	// The handler never returns, so what it would return to is of no importance.
	entry := intrinsic.SignalEntry()
	a := action{entry, withInfo | withRestorer | onOtherStack | neverBlocked, entry, 0}
	for _, number := range [...]uintptr{signalSegv, signalBus} {
		intrinsic.Syscall6(sysSigaction, number, uintptr(unsafe.Pointer(&a)), 0, 8, 0, 0)
	}
}

// signal is the handler for faults: it leaves the signal's stack for a place below what the function
// that was interrupted has on its own, where faultPanic panics like any other code.
func signal(number int, info *[16]uint64, context unsafe.Pointer) {
	fault.code = uintptr(info[1] & 0xFFFFFFFF)
	fault.address = uintptr(info[2])
	fault.pc = *(*uintptr)(plus(context, contextPC))
	sp := *(*uintptr)(plus(context, contextSP))
	record := interruption{pc: fault.pc, sp: sp, link: *(*uintptr)(plus(context, contextLink)), outer: current.interrupted}
	if g := current; fault.address-g.stack < guardBytes {
		g.interrupted = &record
		stackOverflow()
	}
	// The record goes there too.
	place := (sp - 256 - unsafe.Sizeof(record)) &^ 15
	current.interrupted = (*interruption)(pointer(place))
	*current.interrupted = record
	var at abi.Context
	code := faultPanic
	at[contextEntry] = uintptr(**(**unsafe.Pointer)(unsafe.Pointer(&code)))
	at[contextStack] = place - entryBytes
	intrinsic.ResumeContext(&at)
}

func faultPanic() {
	panic(memoryError("invalid memory address or nil pointer dereference"))
}
