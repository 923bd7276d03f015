package main

import "fmt"

func join(sep string, parts ...string) string {
	out := ""
	for i, p := range parts {
		if i > 0 {
			out += sep
		}
		out += p
	}
	return out
}

func count(xs ...any) int { return len(xs) }

func pair() (string, string) { return "p", "q" }

func main() {
	fmt.Println(join(","), join(",", "a"), join("-", "a", "b", "c"), join("+", []string{"x", "y"}...))
	fmt.Println(join(pair()), count(), count(nil), count(1, "a", nil), count([]any{1, 2}...), count([]int{1, 2}))
	var nothing []string
	fmt.Println(join("", nothing...) == "")
}
