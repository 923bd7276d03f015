// Package os has files, arguments and the environment, by system calls of Linux.
//
//	os.go      what a process has: arguments, environment, exit
//	file.go    files
//	error.go   errors of system calls
package os

import (
	"internal/intrinsic"
	"runtime"
)

// Args are the words of the command line, the program's name first.
var Args []string = runtime.Arguments()

// Exit ends the program with a status. Deferred calls are not made.
func Exit(code int) {
	for {
		intrinsic.Syscall6(sysExitGroup, uintptr(code), 0, 0, 0, 0, 0)
	}
}

// environment is a copy that Setenv changes.
var environment = append([]string(nil), runtime.Environment()...)

func findVariable(key string) int {
	for i, line := range environment {
		if len(line) > len(key) && line[len(key)] == '=' && line[:len(key)] == key {
			return i
		}
	}
	return -1
}

// Environ gives the environment as key=value.
func Environ() []string { return append([]string(nil), environment...) }

// Getenv gives the value of a variable, "" if it is not set.
func Getenv(key string) string {
	value, _ := LookupEnv(key)
	return value
}

// LookupEnv gives the value of a variable and whether it is set.
func LookupEnv(key string) (string, bool) {
	if i := findVariable(key); i >= 0 && key != "" {
		return environment[i][len(key)+1:], true
	}
	return "", false
}

// Setenv sets a variable.
func Setenv(key, value string) error {
	if key == "" {
		return &SyscallError{"setenv", Errno(22)}
	}
	for i := 0; i < len(key); i++ {
		if key[i] == '=' || key[i] == 0 {
			return &SyscallError{"setenv", Errno(22)}
		}
	}
	if i := findVariable(key); i >= 0 {
		environment[i] = key + "=" + value
		return nil
	}
	environment = append(environment, key+"="+value)
	return nil
}

// Unsetenv removes a variable.
func Unsetenv(key string) error {
	if i := findVariable(key); i >= 0 {
		environment = append(environment[:i], environment[i+1:]...)
	}
	return nil
}

// Getpid gives the number of the process.
func Getpid() int { return intrinsic.Syscall6(sysGetpid, 0, 0, 0, 0, 0, 0) }

// TempDir gives the folder for temporary files.
func TempDir() string {
	if folder := Getenv("TMPDIR"); folder != "" {
		return folder
	}
	return "/tmp"
}
