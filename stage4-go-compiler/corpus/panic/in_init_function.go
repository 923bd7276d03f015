package main

func init() {
	panic("from init")
}

func main() {}
