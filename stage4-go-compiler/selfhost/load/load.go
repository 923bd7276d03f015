// Package load finds the packages of a program: the files of the folder that is compiled, of the
// packages of its module, and of the library, each after those that it imports.
package load

import (
	"os"

	"selfhost/check"
	"selfhost/source"
	"selfhost/syntax"
	"selfhost/types"
)

// Program is all packages of a program, each after those that it imports.
type Program struct {
	Files  *source.Files
	Errors *source.Errors
	Units  []*check.Unit

	library string
	module  string // the path of the module that is compiled
	root    string // its folder
	loading []string
}

// ANCHOR: shared
// shared are the files of stage 4's runtime that this compiler takes as they are. What it has in
// their place stands in selfhost/runtime.
var shared = []string{"error.go", "hash.go", "interface.go", "map.go", "mapfast.go", "move.go", "panicindex.go",
	"print.go", "slice.go", "string.go"}

// ANCHOR_END: shared

// Load reads and checks the program in a folder or file. The library is in the folder of stage 4.
// What is wrong with the sources goes to Errors, the error says what could not be read.
func Load(path, library string) (*Program, error) {
	p := &Program{Files: &source.Files{}, library: library}
	p.Errors = source.NewErrors(p.Files)
	if _, err := p.load("runtime", source.Pos(0)); err != nil {
		return nil, err
	}
	names := []string{path}
	if !hasSuffix(path, ".go") {
		p.findModule(path)
		var err error
		names, err = goFiles(path)
		if err != nil {
			return nil, err
		}
		if len(names) == 0 {
			return nil, &os.PathError{Op: "compile", Path: path, Err: noFiles("no Go files")}
		}
	}
	_, err := p.unit("main", names)
	return p, err
}

type noFiles string

func (e noFiles) Error() string { return string(e) }

func hasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// findModule looks for go.mod in the folder and those above.
func (p *Program) findModule(folder string) {
	at := folder
	for i := 0; i < 20; i++ {
		text, err := os.ReadFile(at + "/go.mod")
		if err == nil {
			p.root = at
			p.module = moduleName(string(text))
			return
		}
		at += "/.."
	}
}

func moduleName(text string) string {
	for i := 0; i < len(text); i++ {
		if (i == 0 || text[i-1] == '\n') && hasPrefix(text[i:], "module ") {
			i += len("module ")
			end := i
			for end < len(text) && text[end] > ' ' {
				end++
			}
			return text[i:end]
		}
	}
	return ""
}

// goFiles lists the files of a package, sorted.
func goFiles(folder string) ([]string, error) {
	dir, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	names, err := dir.Readdirnames(-1)
	dir.Close()
	if err != nil {
		return nil, err
	}
	var files []string
	for _, name := range names {
		if !hasSuffix(name, ".go") || hasSuffix(name, "_test.go") || hasSuffix(name, "_arm64.go") || name[0] == '_' || name[0] == '.' {
			continue
		}
		at := len(files)
		files = append(files, "")
		for at > 0 && files[at-1] > folder+"/"+name {
			files[at] = files[at-1]
			at--
		}
		files[at] = folder + "/" + name
	}
	return files, nil
}

// load gives a package of an import path, nil if there is none.
func (p *Program) load(path string, pos source.Pos) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	for _, u := range p.Units {
		if u.Package.Path == path {
			return u.Package, nil
		}
	}
	for _, other := range p.loading {
		if other == path {
			p.Errors.Add(pos, "import cycle not allowed")
			return nil, nil
		}
	}
	if path == "" || path[0] == '/' || path[0] == '.' {
		return nil, nil
	}
	folder := p.library + "/std/" + path
	switch {
	case path == "runtime":
		folder = p.library + "/selfhost/runtime"
	case p.module != "" && path == p.module:
		folder = p.root
	case p.module != "" && hasPrefix(path, p.module+"/"):
		folder = p.root + path[len(p.module):]
	}
	names, err := goFiles(folder)
	if err != nil || len(names) == 0 {
		return nil, nil
	}
	if path == "runtime" {
		for _, name := range shared {
			names = append(names, p.library+"/runtime/"+name)
		}
	}
	return p.unit(path, names)
}

// unit reads, parses and checks a package after those that it imports.
func (p *Program) unit(path string, names []string) (*types.Package, error) {
	u := &check.Unit{Package: types.NewPackage(path)}
	p.loading = append(p.loading, path)
	imported := make(map[string]*types.Package)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		tree := syntax.Parse(p.Files.Add(name, string(text)), p.Errors)
		u.Files = append(u.Files, tree)
		for _, d := range tree.Imports {
			if imported[d.Path] != nil {
				continue
			}
			imported[d.Path], err = p.load(d.Path, d.Position())
			if err != nil {
				return nil, err
			}
		}
	}
	p.loading = p.loading[:len(p.loading)-1]
	if p.Errors.Any() {
		return u.Package, nil
	}
	check.Package(u, p.Errors, func(path string) *types.Package { return imported[path] })
	p.Units = append(p.Units, u)
	return u.Package, nil
}
