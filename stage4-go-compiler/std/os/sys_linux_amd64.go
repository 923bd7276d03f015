package os

// Numbers of system calls on x86-64.
const (
	sysRead       = 0
	sysWrite      = 1
	sysClose      = 3
	sysLseek      = 8
	sysGetpid     = 39
	sysGetdents64 = 217
	sysExitGroup  = 231
	sysOpenat     = 257
	sysMkdirat    = 258
	sysUnlinkat   = 263
	sysRenameat2  = 316
)
