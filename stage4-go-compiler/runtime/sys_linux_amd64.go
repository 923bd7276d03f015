package runtime

// Numbers of system calls on x86-64, and where the signal context holds the program counter.
const (
	sysWrite        = 1
	sysMmap         = 9
	sysSigaction    = 13
	sysExitGroup    = 231
	sysClockGettime = 228
	sysNanosleep    = 35
	sysGetrandom    = 318
	sysSigaltstack  = 131

	contextPC = 168 // rip
	contextSP = 160 // rsp
)
