// recover as the deferred function itself.
package main

import "fmt"

func inner() {
	defer recover() // a call of this function, which is deferred
	fmt.Println("inner")
}

func useless() {
	defer func() { fmt.Println("still panicking:", recover()) }()
	defer recover() // called by the panic
	panic(2)
}

func main() {
	func() {
		defer fmt.Println("recovered")
		defer inner()
		panic(1)
	}()
	useless()
}
