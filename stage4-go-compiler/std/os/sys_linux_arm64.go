package os

// Numbers of system calls on AArch64.
const (
	sysMkdirat    = 34
	sysUnlinkat   = 35
	sysOpenat     = 56
	sysClose      = 57
	sysGetdents64 = 61
	sysLseek      = 62
	sysRead       = 63
	sysWrite      = 64
	sysExitGroup  = 94
	sysGetpid     = 172
	sysRenameat2  = 276
)
