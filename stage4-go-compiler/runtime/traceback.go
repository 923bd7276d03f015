package runtime

import (
	"internal/abi"
	"internal/intrinsic"
)

// The trace of a panic is found by the linker's table of functions (intrinsic.FuncTable): sorted by
// address, each with its name, file and first line, the size of its frame, and how lines follow from
// addresses. A frame has a fixed size after the prologue, so the return address of the function's
// caller stands at the stack pointer plus that size; no frame pointer is needed.
//
//	goroutine 1 [running]:
//	main.f(...)
//		/home/x/main.go:7 +0x1d
//
// Functions of the runtime are left out, as officially. Arguments are not printed.

func findFunction(table []abi.FuncInfo, pc uintptr) *abi.FuncInfo {
	from, to := 0, len(table)
	for from < to {
		middle := (from + to) / 2
		if table[middle].End <= pc {
			from = middle + 1
		} else {
			to = middle
		}
	}
	if from < len(table) && table[from].Start <= pc {
		return &table[from]
	}
	return nil
}

// lineAt decodes the line of an address.
func lineAt(f *abi.FuncInfo, pc uintptr) int {
	line, at := int(f.Line), f.Start
	for i := 0; i < len(f.Lines); {
		var bytes, change uint64
		bytes, i = varint(f.Lines, i)
		change, i = varint(f.Lines, i)
		at += uintptr(bytes)
		if at > pc {
			break
		}
		line += int(change>>1) ^ -int(change&1)
	}
	return line
}

// varint reads seven bits per byte, the lowest first.
func varint(b []byte, i int) (uint64, int) {
	value, shift := uint64(0), uint(0)
	for i < len(b) {
		c := b[i]
		i++
		value |= uint64(c&0x7F) << shift
		if c < 0x80 {
			break
		}
		shift += 7
	}
	return value, i
}

func isRuntime(name string) bool {
	return len(name) > 8 && name[:8] == "runtime."
}

func printTraceback() {
	printString("\ngoroutine ")
	printInt(int64(current.id))
	printString(" [running]:\n")
	table := intrinsic.FuncTable()
	pc, sp := intrinsic.CallerPC(), intrinsic.CallerSP()
	for depth := 0; depth < 100; depth++ {
		f := findFunction(table, pc)
		if f == nil || f.Name == "runtime.start" {
			return
		}
		if !isRuntime(f.Name) {
			printString(f.Name)
			printString("(...)\n\t")
			printString(f.File)
			printString(":")
			printInt(int64(lineAt(f, pc-1)))
			printString(" +0x")
			printHex(uint64(pc - f.Start))
			printNewline()
		}
		sp += uintptr(f.Frame)
		pc = wordAt(sp)
		sp += 8
	}
	printString("...additional frames elided...\n")
}
