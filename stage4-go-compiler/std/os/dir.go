package os

import "io"

// Readdirnames gives the names of what a folder has, in the order of the file system, without . and
// "..". With n > 0 it gives at most n names, and io.EOF when there are no more.
func (f *File) Readdirnames(n int) (names []string, err error) {
	if err := f.check("readdirent"); err != nil {
		return nil, err
	}
	limit := n
	if n <= 0 {
		limit = 1 << 30
	}
	// The kernel gives entries: inode 8, offset 8, length 2, kind 1, and a name that a zero ends.
	const lengthAt, nameAt = 16, 19
	for len(names) < limit {
		if f.entries == nil {
			f.entries = make([]byte, 0, 8192)
		}
		if f.entry == len(f.entries) {
			buffer := f.entries[:cap(f.entries)]
			size, err := call(sysGetdents64, uintptr(f.descriptor), address(buffer), uintptr(len(buffer)), 0)
			if err != nil {
				return names, &PathError{"readdirent", f.name, err}
			}
			f.entries, f.entry = buffer[:size], 0
			if size == 0 {
				break
			}
		}
		entry := f.entries[f.entry:]
		f.entry += int(entry[lengthAt]) | int(entry[lengthAt+1])<<8
		end := nameAt
		for entry[end] != 0 {
			end++
		}
		if name := string(entry[nameAt:end]); name != "." && name != ".." {
			names = append(names, name)
		}
	}
	if n > 0 && len(names) == 0 {
		return nil, io.EOF
	}
	return names, nil
}
