package main

func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

func common(a, b string) string {
	memo := map[[2]int]string{}
	var f func(i, j int) string
	f = func(i, j int) (r string) {
		if i == len(a) || j == len(b) {
			return
		}
		k := [2]int{i, j}
		if s, ok := memo[k]; ok {
			return s
		}
		defer func() { memo[k] = r }()
		if a[i] == b[j] {
			return a[i:i+1] + f(i+1, j+1)
		}
		x, y := f(i+1, j), f(i, j+1)
		if len(x) >= len(y) {
			return x
		}
		return y
	}
	r := f(0, 0)
	println(len(memo))
	return r
}

func permutations(s []byte, f func(string)) {
	if len(s) == 0 {
		f("")
		return
	}
	for i := range s {
		rest := append(append([]byte{}, s[:i]...), s[i+1:]...)
		permutations(rest, func(t string) { f(string(s[i]) + t) })
	}
}

func main() {
	for _, p := range [][2]string{{"kitten", "sitting"}, {"", "abc"}, {"flaw", "lawn"}, {"日本語", "日本"}, {"same", "same"}} {
		print(distance([]rune(p[0]), []rune(p[1])), " ")
	}
	println()
	println(common("the quick brown fox", "a thick crown box"))
	n, last := 0, ""
	permutations([]byte("abcde"), func(s string) { n++; last = s })
	println(n, last)
}
