package gen

import "selfhost/x64"

// The sections.
const (
	text = iota
	readOnly
	data
	zero
	sections
)

// section is a part of the file; that of zeros has no bytes. The code is in generator.code.
type section struct {
	bytes  []byte
	size   int64
	relocs []x64.Reloc
	start  int64
}

// symbol is something with an address.
type symbol struct {
	section int
	offset  int64
	defined bool
}

func (g *generator) newSymbol(in int) int {
	g.symbols = append(g.symbols, symbol{section: in})
	return len(g.symbols) - 1
}

func (g *generator) define(number int, offset int64) {
	g.symbols[number].offset = offset
	g.symbols[number].defined = true
}

// reserve takes room in a section of data and gives its offset.
func (g *generator) reserve(in int, size, align int64) int64 {
	s := &g.data[in]
	at := (s.size + align - 1) / align * align
	s.size = at + size
	if in != zero {
		for int64(len(s.bytes)) < s.size {
			s.bytes = append(s.bytes, 0)
		}
	}
	return at
}

// word puts the address of a symbol into data.
func (g *generator) word(in int, at int64, symbol int, addend int64) {
	s := &g.data[in]
	s.relocs = append(s.relocs, x64.Reloc{At: int(at), Symbol: symbol, Addend: addend})
}

// number puts a number into data.
func (g *generator) number(in int, at int64, n uint64, size int64) {
	bytes := g.data[in].bytes
	for i := int64(0); i < size; i++ {
		bytes[at+i] = byte(n >> (8 * uint64(i)))
	}
}

const (
	base      = 0x400000
	pageSize  = 4096
	headerEnd = 64 + 4*56
)

func up(n, to int64) int64 { return (n + to - 1) / to * to }

func (g *generator) addressOf(number int) int64 {
	s := &g.symbols[number]
	if !s.defined {
		panic("a symbol has no address")
	}
	return g.data[s.section].start + s.offset
}

// link lays out the sections, fills in addresses, and makes the file: headers and code, read-only
// data, data, and room for zeros. (Tool Interface Standard, Executable and Linking Format, 1995)
func (g *generator) link(entry int) []byte {
	code := g.code.Bytes
	g.data[text].start = base + headerEnd
	end := int64(headerEnd + len(code))
	var offsets [sections]int64
	for i := readOnly; i <= data; i++ {
		end = up(end, pageSize)
		offsets[i] = end
		g.data[i].start = base + end
		end += g.data[i].size
	}
	g.data[zero].start = base + up(end, pageSize)
	// BEGIN SOLUTION 4.7 stub: _ = x64.Patch32
	for _, r := range g.code.Relocs {
		value := g.addressOf(r.Symbol) + r.Addend
		if r.Relative {
			value -= g.data[text].start + int64(r.At) + 4
		}
		x64.Patch32(code, r.At, int32(value))
	}
	// END SOLUTION
	file := make([]byte, end)
	copy(file[headerEnd:], code)
	for i := readOnly; i <= data; i++ {
		for _, r := range g.data[i].relocs {
			value := g.addressOf(r.Symbol) + r.Addend
			g.number(i, int64(r.At), uint64(value), 8)
		}
		copy(file[offsets[i]:], g.data[i].bytes)
	}
	h := &header{file: file}
	h.bytes(0x7F, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 62, 0, 1, 0, 0, 0)
	h.word(g.addressOf(entry))
	h.word(64) // program headers
	h.word(0)
	h.bytes(0, 0, 0, 0, 64, 0, 56, 0, 4, 0, 0, 0, 0, 0, 0, 0)
	const read, write, execute = 4, 2, 1
	h.segment(read|execute, 0, base, int64(headerEnd+len(code)), int64(headerEnd+len(code)))
	h.segment(read, offsets[readOnly], g.data[readOnly].start, g.data[readOnly].size, g.data[readOnly].size)
	h.segment(read|write, offsets[data], g.data[data].start, g.data[data].size, g.data[data].size)
	h.segment(read|write, 0, g.data[zero].start, 0, g.data[zero].size)
	return file
}

type header struct {
	file []byte
	at   int
}

func (h *header) bytes(list ...byte) {
	copy(h.file[h.at:], list)
	h.at += len(list)
}

func (h *header) word(n int64) {
	for i := 0; i < 8; i++ {
		h.file[h.at] = byte(n >> (8 * uint(i)))
		h.at++
	}
}

func (h *header) segment(flags byte, offset, address, inFile, inMemory int64) {
	h.bytes(1, 0, 0, 0, flags, 0, 0, 0)
	h.word(offset)
	h.word(address)
	h.word(address)
	h.word(inFile)
	h.word(inMemory)
	h.word(pageSize)
}
