package main

func main() {
	var err error
	println(err.(interface{ Code() int }).Code())
}
