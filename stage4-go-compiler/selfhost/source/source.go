// Package source knows where things stand: files, positions, and what is wrong at them.
//
// A position is one number, the offset in the concatenation of all files, so that every node of a
// syntax tree carries four bytes of it. Lines are counted only when a message is printed.
package source

// Pos is a position; 0 is none.
type Pos int32

// File is a source file.
type File struct {
	Name string
	Text string
	Base Pos // of its first byte
}

// Files are all files of a program.
type Files struct {
	all  []*File
	next Pos
}

// Add takes a file in.
func (f *Files) Add(name, text string) *File {
	if f.next == 0 {
		f.next = 1
	}
	file := &File{Name: name, Text: text, Base: f.next}
	f.all = append(f.all, file)
	f.next += Pos(len(text)) + 1
	return file
}

// Place gives file, line and column (in bytes, from 1) of a position.
func (f *Files) Place(pos Pos) (name string, line, column int) {
	for _, file := range f.all {
		at := int(pos - file.Base)
		if pos >= file.Base && at <= len(file.Text) {
			line, start := 1, 0
			for i := 0; i < at; i++ {
				if file.Text[i] == '\n' {
					line++
					start = i + 1
				}
			}
			return file.Name, line, at - start + 1
		}
	}
	return "", 0, 0
}

// Errors collects what is wrong with a program.
type Errors struct {
	files *Files
	list  []message
}

type message struct {
	pos  Pos
	text string
}

// shown is how many messages are printed.
const shown = 10

// NewErrors makes an empty collection.
func NewErrors(files *Files) *Errors { return &Errors{files: files} }

// Add takes a message in, unless there is one at this position already.
func (e *Errors) Add(pos Pos, text string) {
	if len(e.list) >= 1000 {
		return
	}
	at := len(e.list)
	for at > 0 && e.list[at-1].pos > pos {
		at--
	}
	if at > 0 && e.list[at-1].pos == pos {
		return
	}
	e.list = append(e.list, message{})
	copy(e.list[at+1:], e.list[at:])
	e.list[at] = message{pos, text}
}

// Any says whether there are messages.
func (e *Errors) Any() bool { return len(e.list) > 0 }

// Text gives the messages in the order of their positions, in the form of the official compiler.
func (e *Errors) Text() string {
	text := ""
	for i, m := range e.list {
		if i == shown {
			return text + "too many errors\n"
		}
		name, line, column := e.files.Place(m.pos)
		text += name + ":" + Decimal(line) + ":" + Decimal(column) + ": " + m.text + "\n"
	}
	return text
}

// Decimal gives the digits of a number.
func Decimal(n int) string {
	if n < 0 {
		return "-" + Decimal(-n)
	}
	var digits [20]byte
	at := len(digits)
	for {
		at--
		digits[at] = byte('0' + n%10)
		n /= 10
		if n == 0 {
			return string(digits[at:])
		}
	}
}
