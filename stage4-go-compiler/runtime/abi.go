package runtime

// This file is the contract with the compiler: every function of the runtime that compiled code
// calls, with what for. The signatures below are comments; the functions are in the file named at
// the head of each group. A compiler needs nothing else of this package, but what internal/abi lays
// out and internal/intrinsic declares.
//
// # Calling convention
//
// Functions of the runtime are ordinary Go functions of the package "runtime", called by the
// compiler's ordinary convention. Strings, slices and interfaces are passed as their words (2, 3, 2).
// A function value is nil or the address of an abi.Funcval; a call through it loads the code's
// address from the first word and passes the abi.Funcval's address in the place that the compiler
// uses for captured variables. A method called through an interface gets the data word as receiver:
// for a method with a value receiver whose type is not FlagDirect the compiler emits a wrapper that
// loads the value and calls the method (named `main.T.Method·w`), and the itab and abi.Method.Code
// hold the wrapper's address. A wrapper gets its receiver as a pointer: if it is nil it calls
// panicWrap.
//
// # Start
//
// The entry point `_start` (linker): stack pointer → first argument, aligns the stack, calls
//
//	func start(stack *uintptr)            // start.go: argc, argv, envp as the kernel leaves them
//
// which sets up the runtime and calls, in this order, `runtime·initAll` (compiler: all packages'
// variables and init functions, in the order of the specification) and `main·main`. start.go declares
// both without bodies:
//
//	func initAll()
//	func mainMain()
//
// # Memory (memory.go)
//
//	func newObject(t *abi.Type) unsafe.Pointer                  // new(T), escaping variables; zeroed
//	func newArray(t *abi.Type, n int) unsafe.Pointer            // n elements, n >= 0 known; zeroed
//	func makeSlice(t *abi.Type, n, capacity int) unsafe.Pointer // checks both, panics as make does
//
// # Slices (slice.go)
//
//	func growSlice(data unsafe.Pointer, newLen, oldCap, added int, t *abi.Type) (unsafe.Pointer, int, int)
//	    // append, when newLen = len + added > cap: new data, newLen, new capacity; the old
//	    // elements are copied, the added ones are the caller's to store
//	func panicIndex(i int, n int)         // panics: index out of range [i] with length n
//	func panicIndexU(i uint, n int)       // the same for unsigned indexes
//	func panicSlice…(…)                   // panicindex.go has the table of all of them
//
// copy(to, from) is inline: n = min of the lengths, intrinsic.Move.
// clear(slice) is intrinsic.Clear.
//
// # Strings (string.go)
//
//	func concat2(a, b string) string
//	func concat3(a, b, c string) string
//	func concatN(parts []string) string   // parts: a stack slot
//	func equalString(a, b string) bool    // the compiler may compare lengths first
//	func compareString(a, b string) int   // -1, 0, 1
//	func bytesToString(b []byte) string
//	func stringToBytes(s string) []byte
//	func runesToString(r []rune) string
//	func stringToRunes(s string) []rune
//	func runeToString(r int64) string     // string(r) of any integer type, sign or zero extended
//	func decodeRune(s string, i int) (r rune, next int)
//	    // range over a string: call if s[i] >= 0x80; else the rune is s[i] and next is i+1
//
// # Maps (map.go, mapfast.go)
//
// A map value is nil or *Map. The pointers to elements are valid until the next change of the map.
//
//	func makeMap(t *abi.MapType, hint int) *Map
//	func mapLen(m *Map) int               // inline: 0 if nil, else the first word
//	func mapGet(t *abi.MapType, m *Map, key unsafe.Pointer) unsafe.Pointer
//	    // address of the element, or nil when it is absent: the compiler then takes the zero value
//	func mapSet(t *abi.MapType, m *Map, key unsafe.Pointer) unsafe.Pointer
//	    // address of the element to store into, zeroed if the key is new; panics for a nil map
//	func mapDelete(t *abi.MapType, m *Map, key unsafe.Pointer)
//	func mapClear(t *abi.MapType, m *Map)
//	func mapIterStart(t *abi.MapType, m *Map, it *MapIter)
//	func mapIterNext(it *MapIter)
//	    // it.Key == nil: the end; MapIter is a stack slot of 12 words, Key and Elem are its first two
//	func mapGet64(t *abi.MapType, m *Map, key uint64) unsafe.Pointer    // also mapSet64, mapDelete64:
//	    // keys of kind int, int64, uint, uint64, uintptr; pointers go by the general functions
//	func mapGet32(t *abi.MapType, m *Map, key uint32) unsafe.Pointer    // also mapSet32, mapDelete32
//	func mapGetString(t *abi.MapType, m *Map, key string) unsafe.Pointer // also mapSetString, mapDeleteString
//
// m[k] op= v is mapSet once and a load and a store. Using general and fast functions on one map is
// allowed: they hash alike.
//
// # Interfaces (interface.go)
//
//	func equalInterface(a, b any) bool             // == of two values of type any
//	func equalMethods(a, b abi.Iface) bool         // == of two interface values with methods
//	func equalValue(t *abi.Type, p, q unsafe.Pointer) bool // == of two values of one type in memory
//	func getItab(inter *abi.InterfaceType, t *abi.Type) *abi.Itab
//	    // nil if t lacks a method: x.(I), ok and type switches
//	func assertItab(inter *abi.InterfaceType, t *abi.Type) *abi.Itab
//	    // x.(I) without ok: panics if t is nil or lacks a method
//	func panicAssert(have, want *abi.Type, from *abi.InterfaceType)
//	    // x.(T) without ok for a type T, when have != want; have is nil for a nil interface
//
// Boxing: newObject and a store; values 0 to 255 of one byte, and the zero value of any size up to
// ZeroSize bytes, may use the addresses `runtime.smallInts + 8*value` and `runtime.zeroValue`.
// x.(T) of a concrete type compares descriptors; its itab's Type for an interface with methods.
//
// # Panics (panic.go)
//
//	func gopanic(value any)               // panic(value); does not return
//	func takeRecover(code unsafe.Pointer) *Panic
//	func doRecover(p *Panic) any          // recover()
//	func passRecover(from, to unsafe.Pointer)
//	func enterDefer(frame *abi.DeferFrame)
//	func deferCall(frame *abi.DeferFrame, fn func())
//	func deferOn(frame *abi.DeferFrame, call *abi.DeferCall, fn func())
//	func runDefers(frame *abi.DeferFrame)
//
// How they are used is said at the head of panic.go.
//
// # Faults (panic.go)
//
//	func trap(code uint32, pc, sp, link uintptr) // called by the back end's stub for traps; see panic.go
//	func panicDivide()                    // integer divide by zero
//	func panicNil()                       // nil pointer dereference
//	func panicShift()                     // negative shift amount
//	func panicNilMap()                    // assignment to entry in nil map
//	func panicWrap(t *abi.Type, method string)
//	func panicSliceToArray(have, want int)
//	func signal(number int, info *[16]uint64, context unsafe.Pointer) // from intrinsic.SignalEntry
//
// # print and println (print.go): to the standard error
//
//	func printBool(bool); printInt(int64); printUint(uint64); printFloat(float64); printFloat32(float64); printString(string)
//	func printPointer(unsafe.Pointer); printSlice(data unsafe.Pointer, n, c int)
//	func printInterface(abi.Eface); printSpace(); printNewline()
//	func printComplex(re, im float64); printComplex64(re, im float64)
