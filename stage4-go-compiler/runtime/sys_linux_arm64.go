package runtime

// Numbers of system calls on AArch64, and where the signal context holds the program counter.
const (
	sysWrite        = 64
	sysKill         = 129
	sysGetpid       = 172
	sysMmap         = 222
	sysMadvise      = 233
	sysMunmap       = 215
	sysMprotect     = 226
	sysSigaction    = 134
	sysExitGroup    = 94
	sysClockGettime = 113
	sysNanosleep    = 101
	sysGetrandom    = 278
	sysSigaltstack  = 132

	contextPC   = 440
	contextSP   = 432
	contextLink = 424 // x30

	// Words of a context that hold the stack pointer and where it goes on, and what a call puts on the
	// stack.
	contextStack = 12
	contextEntry = 11
	entryBytes   = 0
)

// GOARCH names the instruction set.
const GOARCH = "arm64"
