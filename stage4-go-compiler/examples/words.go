package main

func longest(words []string) string {
	best := ""
	for _, word := range words {
		if len(word) > len(best) {
			best = word
		}
	}
	return best
}

func main() {
	println(longest([]string{"a", "string", "is", "two", "words"}))
}
