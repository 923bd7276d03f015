package runtime

// Numbers of system calls on AArch64, and where the signal context holds the program counter.
const (
	sysWrite        = 64
	sysMmap         = 222
	sysSigaction    = 134
	sysExitGroup    = 94
	sysClockGettime = 113
	sysNanosleep    = 101
	sysGetrandom    = 278
	sysSigaltstack  = 132

	contextPC = 440
	contextSP = 432
)
