package main

import "fmt"

func t(s string) bool { fmt.Print(s, " "); return true }
func f(s string) bool { fmt.Print(s, " "); return false }

func main() {
	a := t("1") || f("2")
	b := f("3") && t("4")
	c := t("5") && f("6") || t("7")
	d := !(f("8") || !t("9")) && t("10")
	fmt.Println(a, b, c, d)
	if x := 5; f("11") || x > 3 && t("12") {
		fmt.Println("yes")
	} else if x > 1 {
		fmt.Println("no")
	}
	var p *int
	if p != nil && *p > 0 {
		fmt.Println("impossible")
	}
}
