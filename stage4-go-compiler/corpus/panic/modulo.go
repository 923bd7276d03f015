package main

func mod(a, b uint8) uint8 { return a % b }

func main() {
	println(mod(7, 4))
	println(mod(7, 0))
}
