package main

var x = 3

func main() {
	x()
	"s"()
	int(1)()
}
