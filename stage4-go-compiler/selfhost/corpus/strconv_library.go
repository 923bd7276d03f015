package main

import (
	"fmt"
	"strconv"
)

func main() {
	for _, s := range []string{"42", "-7", "x1", "99999999999999999999", "0x1f"} {
		n, err := strconv.Atoi(s)
		fmt.Println(n, err)
	}
	f, err := strconv.ParseFloat("3.25e-2", 64)
	b, _ := strconv.ParseBool("true")
	u, _ := strconv.ParseUint("ff", 16, 64)
	fmt.Println(f, err, b, u, strconv.Quote("a\"b\n\x00é"), strconv.FormatInt(-255, 2), strconv.Itoa(1<<40))
	for _, f := range []float64{0, 1, 0.1, 1e21, 1e-7, 123456789, 1.0 / 3, 5e-324, 1.7976931348623157e308} {
		fmt.Print(strconv.FormatFloat(f, 'g', -1, 64), " ")
	}
	fmt.Println()
}
