package main

func find(m [][]int, x int) (r, c int) {
	for r = range m {
		for c = range m[r] {
			if m[r][c] == x {
				goto found
			}
		}
	}
	return -1, -1
found:
	return
}

func machine(s string) int {
	i, n := 0, 0
start:
	if i == len(s) {
		goto end
	}
	switch s[i] {
	case '(':
		n++
		goto next
	case ')':
		n--
		if n < 0 {
			goto fail
		}
		goto next
	default:
		goto fail
	}
next:
	i++
	goto start
fail:
	return -1 - i
end:
	return n
}

func main() {
	println(find([][]int{{1, 2}, {3, 4, 5}, {6}}, 5))
	println(find(nil, 1))
	println(machine("(()"), machine("())"), machine("(x"), machine(""))
	n := 0
	var fs []func() int
again:
	x := n * 10
	fs = append(fs, func() int { x++; return x })
	n++
	if n < 3 {
		goto again
	}
	for _, f := range fs {
		f()
		print(f(), " ")
	}
	println()
	for i := range 3 {
		if i == 1 {
			goto skip
		}
		println("i", i)
	skip:
	}
	{
		k := 0
	inner:
		defer println("deferred", k)
		if k++; k < 3 {
			goto inner
		}
	}
}
