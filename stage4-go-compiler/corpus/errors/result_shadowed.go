package main

func f() (err error) {
	if err := g(); err != nil {
		return
	}
	return
}

func g() error { return nil }

func main() {}
