package main

func a() int {
	for {
		break
	}
}

func b(x int) int {
	if x > 0 {
		return 1
	} else if x < 0 {
		return 2
	}
}

func c(x int) int {
	switch x {
	case 1:
		return 1
	}
}

func d() int {
	panic("fine")
}

func main() {}
