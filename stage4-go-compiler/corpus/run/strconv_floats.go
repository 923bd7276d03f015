package main

import (
	"fmt"
	"strconv"
)

func main() {
	for _, s := range []string{"0", "-0", "1.5", ".5", "5.", "1e10", "1E-5", "inf", "-Inf", "NaN", "+infinity", "1e400", "-1e400", "1e-400",
		"0x1p-2", "0x1.8p1", "1_0.5", "", ".", "e5", "1e", "1.2.3", "123456789012345678901234567890", "2.2250738585072011e-308",
		"9007199254740993", "4.9e-324", "2.4703282292062328e-324", "1.7976931348623159e308", "0.1", "3.4028236e38"} {
		f, err := strconv.ParseFloat(s, 64)
		g, err32 := strconv.ParseFloat(s, 32)
		fmt.Println(s, f, err, g, err32)
	}
	x := 1234.5678
	for _, f := range []byte("eEfgGbxX") {
		fmt.Print(strconv.FormatFloat(x, f, -1, 64), " ", strconv.FormatFloat(x, f, 2, 64), " ")
	}
	fmt.Println()
	fmt.Println(strconv.FormatFloat(0.1, 'g', -1, 32), strconv.FormatFloat(float64(float32(0.1)), 'g', -1, 64), strconv.FormatFloat(1e21, 'f', -1, 64))
	fmt.Println(strconv.FormatFloat(1.0/3, 'g', 20, 64), strconv.FormatFloat(5e-324, 'e', 25, 64), strconv.FormatFloat(123456789, 'e', 0, 64))
	fmt.Println(string(strconv.AppendFloat(nil, 2.5, 'f', 3, 64)))
	y := 1.0
	for i := 0; i < 40; i++ {
		y = y * 1.37 / 0.917
		s := strconv.FormatFloat(y, 'g', -1, 64)
		back, _ := strconv.ParseFloat(s, 64)
		if back != y {
			fmt.Println("differs", s)
		}
	}
	fmt.Println(y)
}
