// Hello, without a C library: `stage5 build hello.go -o hello`.
package main

func main() {
	println("Hello, 43 bytes!")
}
