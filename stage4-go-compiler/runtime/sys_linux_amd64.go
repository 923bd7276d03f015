package runtime

// Numbers of system calls on x86-64, and where the signal context holds the program counter.
const (
	sysWrite        = 1
	sysKill         = 62
	sysGetpid       = 39
	sysMmap         = 9
	sysMadvise      = 28
	sysMunmap       = 11
	sysMprotect     = 10
	sysSigaction    = 13
	sysExitGroup    = 231
	sysClockGettime = 228
	sysNanosleep    = 35
	sysGetrandom    = 318
	sysSigaltstack  = 131

	contextPC   = 168 // rip
	contextSP   = 160 // rsp
	contextLink = 168 // there is no link register

	// Words of a context that hold the stack pointer and where it goes on, and what a call puts on the
	// stack.
	contextStack = 6
	contextEntry = 7
	entryBytes   = 8
)

// GOARCH names the instruction set.
const GOARCH = "amd64"
