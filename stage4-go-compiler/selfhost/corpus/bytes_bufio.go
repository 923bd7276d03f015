package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
)

func main() {
	var buffer bytes.Buffer
	buffer.WriteString("first line\nsecond line\n\nlast")
	scanner := bufio.NewScanner(&buffer)
	for scanner.Scan() {
		fmt.Printf("%q\n", scanner.Text())
	}
	w := bufio.NewWriter(os.Stdout)
	for i := 0; i < 3; i++ {
		fmt.Fprintln(w, "buffered", i)
	}
	w.Flush()
	fmt.Println(bytes.Equal([]byte("a"), []byte("a")), bytes.Contains([]byte("xyz"), []byte("yz")))
}
