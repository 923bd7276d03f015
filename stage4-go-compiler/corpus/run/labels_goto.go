package main

import "fmt"

func primes(n int) (out []int) {
outer:
	for i := 2; i < n; i++ {
		for j := 2; j*j <= i; j++ {
			if i%j == 0 {
				continue outer
			}
		}
		out = append(out, i)
	}
	return
}

func search(m [][]int, x int) (r, c int) {
	r, c = -1, -1
found:
	for i, row := range m {
		for j := range row {
			if row[j] == x {
				r, c = i, j
				break found
			}
		}
	}
	return
}

func retry() int {
	n := 0
again:
	n++
	if n < 5 {
		goto again
	}
	return n
}

func main() {
	fmt.Println(primes(40))
	fmt.Println(search([][]int{{1, 2}, {3, 4}}, 3))
	fmt.Println(search(nil, 3))
	fmt.Println(retry())
	i := 0
loop:
	switch {
	case i < 3:
		i++
		goto loop
	case i == 3:
		fmt.Println("three")
		i++
		fallthrough
	case i == 100:
		fmt.Println("fell", i)
		goto loop
	default:
		fmt.Println("done", i)
	}
sw:
	switch i {
	case 4:
		for {
			if i > 6 {
				break sw
			}
			i++
		}
		fmt.Println("never")
	}
	fmt.Println(i)
	if i == 7 {
		goto out
	}
	{
		fmt.Println("never")
	}
out:
	var fs []func() int
lp:
	for i := 0; ; i++ {
		switch {
		case i == 2:
			continue lp
		case i > 4:
			break lp
		}
		fs = append(fs, func() int { return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	goto end
end:
	fmt.Println("end")
}
