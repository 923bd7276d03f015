package main

func init() int { return 1 }
func init(x int) {}

var init = 1

func main(x int) {
	init()
}
