package main

func main() {
	x := 1
	switch x {
	case 1, 2:
	case 3, 1:
	case "a":
	case 1.5:
	}
	switch {
	case x:
	case x > 1:
	}
	switch "a" {
	case "b", "b":
	}
	switch f := func() {}; f {
	case nil:
	}
	switch x := []int{}; x {
	case x:
	}
}
