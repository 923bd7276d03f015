package main

var a int = "a string that is so long that a message about it would not fit into a line any more, so it is cut"

func main() {}
