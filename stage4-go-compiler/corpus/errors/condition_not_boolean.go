package main

func main() {
	if 1 {
	}
	for "x" {
	}
	if x := 1; x {
	}
	var b bool
	if !1 || b {
	}
}
