package p

func f() {
	defer f
	defer (f())
	go (f)
	go 1
	defer ((f))
	defer f()
}
