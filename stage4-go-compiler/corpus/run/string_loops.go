package main

import "fmt"

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func palindrome(s string) bool {
	for i := 0; i < len(s)/2; i++ {
		if s[i] != s[len(s)-1-i] {
			return false
		}
	}
	return true
}

func count(s string) (vowels, others int) {
	for _, c := range s {
		switch c {
		case 'a', 'e', 'i', 'o', 'u':
			vowels++
		default:
			others++
		}
	}
	return
}

func main() {
	fmt.Println(reverse("héllo"), palindrome("abba"), palindrome("abc"), palindrome(""))
	fmt.Println(count("education über alles"))
	text := "the cat the dog the end"
	words := map[string]int{}
	start := 0
	for i := 0; i <= len(text); i++ {
		if i == len(text) || text[i] == ' ' {
			words[text[start:i]]++
			start = i + 1
		}
	}
	fmt.Println(words)
	caesar := func(s string, n byte) string {
		out := make([]byte, len(s))
		for i := range len(s) {
			out[i] = 'a' + (s[i]-'a'+n)%26
		}
		return string(out)
	}
	fmt.Println(caesar("xyzabc", 3), caesar(caesar("hello", 13), 13))
	h := uint32(2166136261)
	for i := 0; i < len(text); i++ {
		h = (h ^ uint32(text[i])) * 16777619
	}
	fmt.Println(h)
}
