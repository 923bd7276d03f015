package main

import (
	"bytes"
	"fmt"
	"io"
)

func main() {
	b := []byte("hello, bytes")
	fmt.Println(bytes.Contains(b, []byte("byte")), bytes.Index(b, []byte("l")), bytes.IndexByte(b, 'z'), bytes.Equal(b[:2], []byte("he")), bytes.Compare([]byte{1}, []byte{2}))
	fmt.Printf("%q %q %s\n", bytes.Split(b, []byte(", ")), bytes.Fields(b), bytes.ToUpper(b))
	fmt.Printf("%s %s %s\n", bytes.Join([][]byte{{'a'}, {'b'}}, []byte("--")), bytes.Repeat([]byte("z"), 3), bytes.TrimSpace([]byte("  t ")))
	var buf bytes.Buffer
	buf.WriteString("line one\nline two\n")
	buf.Write([]byte("rest"))
	buf.WriteByte('!')
	buf.WriteRune('é')
	fmt.Println(buf.Len(), buf.String())
	line, err := buf.ReadString('\n')
	fmt.Printf("%q %v\n", line, err)
	p := make([]byte, 4)
	n, _ := buf.Read(p)
	fmt.Println(n, string(p))
	c, _ := buf.ReadByte()
	fmt.Printf("%q\n", c)
	buf.UnreadByte()
	rest, err := buf.ReadBytes('Z')
	fmt.Printf("%q %v\n", rest, err == io.EOF)
	fmt.Fprintf(&buf, "%05d", 42)
	fmt.Println(buf.String(), buf.Bytes())
	buf.Truncate(2)
	fmt.Println(buf.String())
	buf.Reset()
	_, err = buf.ReadByte()
	fmt.Println(err)
	bb := bytes.NewBufferString("copy me")
	var to bytes.Buffer
	k, err := io.Copy(&to, bb)
	fmt.Println(k, err, to.String())
	fmt.Println(bytes.HasPrefix(b, []byte("he")), bytes.HasSuffix(b, []byte("es")), string(bytes.ReplaceAll(b, []byte("l"), []byte("LL"))))
}
