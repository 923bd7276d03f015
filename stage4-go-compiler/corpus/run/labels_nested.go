package main

func main() {
outer:
	for i := 0; i < 3; i++ {
	inner:
		for j := 0; ; j++ {
			switch {
			case j == 1 && i == 0:
				continue outer
			case j == 2:
				break inner
			case i == 2:
				break outer
			}
			println(i, j)
		}
		println("after inner", i)
	}
sw:
	switch x := 5; {
	case x > 3:
		for k := range 5 {
			if k == 2 {
				break sw
			}
			println("k", k)
		}
		println("not reached")
	default:
	}
	if n := 0; true {
		goto over
	over:
		println("over", n)
	}
	n := 0
again:
	n++
	if n < 3 {
		goto again
	}
	println("n", n)
sel:
	for {
		select {
		default:
			break sel
		}
	}
	i := 0
loop:
	for ; i < 5; i++ {
		switch i {
		case 1, 3:
			continue loop
		case 4:
			break loop
		}
		defer println("deferred", i)
	}
	println("i", i)
}
