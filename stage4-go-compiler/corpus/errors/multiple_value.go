package main

func f() (int, string) { return 1, "" }

func main() {
	x := f() + 1
	var y = []int{f()}
	if f() {
	}
	switch f() {
	}
	return
}
