// The compiler that compiles itself: Go source to a static executable for Linux on x86-64.
//
//	syntax  text to trees
//	check   trees to typed trees
//	gen     typed trees to machine code and data, with x64, the encoder
//	load    which packages there are
//
// Usage: selfhost -lib FOLDER [-o OUTPUT] [-map FILE] PATH. The folder is that of stage 4, which has the
// library; the path is a file or the folder of a package. Without an output the program is compiled and
// thrown away. The map says where in the output each function is.
package main

import (
	"os"

	"selfhost/gen"
	"selfhost/load"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(arguments []string) int {
	path, library, output, listing := "", "", "", ""
	for i := 0; i < len(arguments); i++ {
		switch word := arguments[i]; {
		case word == "-lib" && i+1 < len(arguments):
			i++
			library = arguments[i]
		case word == "-o" && i+1 < len(arguments):
			i++
			output = arguments[i]
		case word == "-map" && i+1 < len(arguments):
			i++
			listing = arguments[i]
		case path == "" && word != "" && word[0] != '-':
			path = word
		default:
			return usage()
		}
	}
	if path == "" || library == "" {
		return usage()
	}
	program, err := load.Load(path, library)
	if err != nil {
		os.Stderr.WriteString("selfhost: " + err.Error() + "\n")
		return 1
	}
	var file []byte
	var functions string
	if !program.Errors.Any() {
		file, functions = gen.Program(program.Units, program.Errors)
	}
	if program.Errors.Any() {
		os.Stderr.WriteString(program.Errors.Text())
		return 1
	}
	if output != "" {
		err = os.WriteFile(output, file, 0o755)
	}
	if listing != "" && err == nil {
		err = os.WriteFile(listing, []byte(functions), 0o644)
	}
	if err != nil {
		os.Stderr.WriteString("selfhost: " + err.Error() + "\n")
		return 1
	}
	return 0
}

func usage() int {
	os.Stderr.WriteString("usage: selfhost -lib FOLDER [-o OUTPUT] [-map FILE] PATH\n")
	return 2
}
