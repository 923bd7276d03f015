package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	fmt.Println(len(os.Args), strings.Contains(os.Args[0], "/"))
	os.Setenv("STAGE4_TEST", "value")
	fmt.Println(os.Getenv("STAGE4_TEST"), os.Getenv("NO_SUCH_VARIABLE_HERE") == "")
	v, ok := os.LookupEnv("STAGE4_TEST")
	fmt.Println(v, ok, len(os.Environ()) > 0)
	os.Unsetenv("STAGE4_TEST")
	_, ok = os.LookupEnv("STAGE4_TEST")
	fmt.Println(ok)
	name := os.TempDir() + fmt.Sprintf("/stage4-corpus-%d", os.Getpid())
	fmt.Println(os.WriteFile(name, []byte("hello file\nsecond\n"), 0o644))
	data, err := os.ReadFile(name)
	fmt.Printf("%q %v\n", data, err)
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	fmt.Fprintf(f, "appended %d\n", 3)
	fmt.Println(f.Close(), err)
	f, _ = os.Open(name)
	buf := make([]byte, 5)
	n, _ := f.Read(buf)
	fmt.Println(n, string(buf))
	rest, _ := io.ReadAll(f)
	fmt.Printf("%q\n", rest)
	f.Close()
	_, err = f.Read(buf)
	fmt.Println(err != nil)
	fmt.Println(os.Remove(name))
	_, err = os.ReadFile(name)
	fmt.Println(errors.Is(err, os.ErrNotExist))
	fmt.Fprintln(os.Stderr, "to stderr")
	defer fmt.Println("never runs")
	os.Exit(0)
}
