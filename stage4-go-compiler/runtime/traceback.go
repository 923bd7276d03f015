package runtime

import (
	"internal/abi"
	"internal/intrinsic"
)

// The trace of a panic is found by the linker's table (intrinsic.Table). A frame has a fixed size
// after the prologue, so the return address of a function's caller stands at a known distance from
// the stack pointer; no frame pointer is needed.
//
//	goroutine 1 [running]:
//	main.f(...)
//		/home/x/main.go:7 +0x1d
//	created by main.main in goroutine 1
//		/home/x/main.go:3 +0x24
//
// A call that was replaced by the body of its callee has no frame, but the table knows of it: the
// trace shows it as if it had. Functions of the runtime are left out, as officially, and code that
// the compiler puts between a call and its function. Arguments are not printed.

// interruption is where a function was when a trap or a signal left it: there is no call there, and
// the code in between has no fixed frame. It lies on the stack, below the function's frame.
type interruption struct {
	pc, sp uintptr
	link   uintptr // the return address, if the function keeps it in a register
	outer  *interruption
}

// forgetInterruptions is called when a function with this stack pointer continues: what is below is
// over, and so is what happened in it, or in what it called without a frame.
func forgetInterruptions(sp uintptr) {
	for current.interrupted != nil && current.interrupted.sp <= sp {
		current.interrupted = current.interrupted.outer
	}
}

// cursor is a place in the chain of calls.
type cursor struct {
	table  *abi.PCTable
	pc, sp uintptr
	// pc is where an instruction is, not where it returns to.
	exact bool
	link  uintptr
	lines int // frames printed
}

const mostFrames = 100

func printTraceback() {
	var context abi.Context
	intrinsic.SaveContext(&context)
	printGoroutine(current, "running", &context)
}

// printWaiting shows where a goroutine is that does not run.
func printWaiting(g *goroutine) {
	if g == current {
		// It is the one that looked for another to run.
		var context abi.Context
		intrinsic.SaveContext(&context)
		printGoroutine(g, g.reason, &context)
		return
	}
	printGoroutine(g, g.reason, &g.context)
}

// printGoroutine shows the calls that a context is in, and where its goroutine comes from.
func printGoroutine(g *goroutine, state string, context *abi.Context) {
	printString("\ngoroutine ")
	printInt(int64(g.id))
	printString(" [")
	printString(state)
	printString("]:\n")
	c := cursor{table: intrinsic.Table(), pc: context[contextEntry], sp: context[contextStack]}
	c.frames(g)
	if g.creator == 0 {
		return
	}
	at := uint32(g.created-c.table.Text) - 1
	if f := findFunction(c.table, at); f != nil {
		line := findLine(c.table, f, at)
		name, number, file, call := f.Name, line.Line, line.File, line.Call
		for call != 0 {
			inlined := &c.table.Calls[f.Calls+uint32(call)]
			if c.name(inlined.Callee) != "runtime.startGoroutine" {
				name = inlined.Callee
				break
			}
			number, file, call = inlined.Line, inlined.File, inlined.Call
		}
		printString("created by ")
		printString(c.name(name))
		printString(" in goroutine ")
		printInt(int64(g.creator))
		printString("\n\t")
		c.printPlace(file, number, uintptr(at-f.Start))
	}
}

func (c *cursor) frames(g *goroutine) {
	for {
		at := uint32(c.pc - c.table.Text)
		if !c.exact {
			at--
		}
		f := findFunction(c.table, at)
		if f == nil {
			return
		}
		name := c.name(f.Name)
		switch name {
		case "runtime.runGoroutine", "runtime.runGoroutine·f":
			return
		case "trap_routine", "runtime.signal", "runtime.faultPanic", "runtime.faultPanic·f":
			it := g.interrupted
			for it != nil && it.sp <= c.sp {
				it = it.outer
			}
			if it == nil {
				return
			}
			c.pc, c.sp, c.link, c.exact = it.pc, it.sp, it.link, true
			continue
		}
		c.show(f, name, at)
		if c.lines > mostFrames {
			printString("...additional frames elided...\n")
			return
		}
		c.leave(f)
	}
}

// leave goes on to the caller.
func (c *cursor) leave(f *abi.PCFunction) {
	c.exact = false
	if f.ReturnAt == abi.NoReturnAt {
		c.pc = c.link
	} else {
		c.pc = wordAt(c.sp + uintptr(f.ReturnAt))
	}
	c.sp += uintptr(f.Frame)
}

func (c *cursor) name(name abi.PCName) string {
	return makeString(plus(c.table.Names, uintptr(name.Start)), int(name.Length))
}

// show prints a function, and before it the calls that are part of it.
func (c *cursor) show(f *abi.PCFunction, name string, at uint32) {
	line := findLine(c.table, f, at)
	number, file, call := line.Line, line.File, line.Call
	for call != 0 {
		inlined := &c.table.Calls[f.Calls+uint32(call)]
		c.print(c.name(inlined.Callee), file, number, 0)
		number, file, call = inlined.Line, inlined.File, inlined.Call
	}
	c.print(name, file, number, uintptr(at-f.Start))
}

func (c *cursor) print(name string, file uint16, line uint32, offset uintptr) {
	if name == "runtime.gopanic" {
		// It is shown where it is in the middle: a deferred call that panics.
		if c.lines == 0 {
			return
		}
		name = "panic"
	}
	name = initialiser(name)
	if line == 0 || isHidden(name) {
		return
	}
	c.lines++
	printString(name)
	printString("(...)\n\t")
	c.printPlace(file, line, offset)
}

func (c *cursor) printPlace(file uint16, line uint32, offset uintptr) {
	printString(c.name(c.table.Files[file]))
	printString(":")
	printUint(uint64(line))
	if offset != 0 {
		printString(" +0x")
		printHex(uint64(offset))
	}
	printNewline()
}

// initialiser shortens the name of what gives a package's variables their first values, one function for each here:
// `main.init·3` is part of what is officially `main.init`.
func initialiser(name string) string {
	for i := len(name) - 1; i > 0 && (name[i] >= '0' && name[i] <= '9' || name[i] >= 0x80); i-- {
		if name[i] == 0xC2 && i >= 5 && name[i-5:i] == ".init" {
			return name[:i]
		}
	}
	return name
}

// isHidden says whether a function is the runtime's own or the compiler's.
func isHidden(name string) bool {
	if len(name) > 8 && name[:8] == "runtime." {
		return true
	}
	for i := 0; i+1 < len(name); i++ {
		if name[i] == 0xC2 && name[i+1] == 0xB7 { // the point in names that no program can have
			return true
		}
	}
	return false
}

// findFunction gives the function of an address, counted from the beginning of the code.
func findFunction(table *abi.PCTable, at uint32) *abi.PCFunction {
	from, to := 0, table.Function
	for from < to {
		middle := (from + to) / 2
		if table.Functions[middle].End <= at {
			from = middle + 1
		} else {
			to = middle
		}
	}
	if from < table.Function && table.Functions[from].Start <= at {
		return &table.Functions[from]
	}
	return nil
}

// findLine gives the line of an address in a function.
func findLine(table *abi.PCTable, f *abi.PCFunction, at uint32) *abi.PCLine {
	from, to := 0, table.Line
	for to-from > 1 {
		middle := (from + to) / 2
		if table.Lines[middle].Start <= at {
			from = middle
		} else {
			to = middle
		}
	}
	return &table.Lines[from]
}
