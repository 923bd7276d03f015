package main

import "fmt"

var numerals = []struct {
	value int
	text  string
}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}}

func roman(n int) (s string) {
	for _, r := range numerals {
		for ; n >= r.value; n -= r.value {
			s += r.text
		}
	}
	return
}

func main() { fmt.Println(roman(1994), roman(2026), roman(49), roman(0) == "") }
