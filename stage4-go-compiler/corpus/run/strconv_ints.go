package main

import (
	"fmt"
	"strconv"
)

func main() {
	for _, s := range []string{"0", "42", "-7", "+5", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "", "x", "1x", " 1", "1_000", "0x10", "00012"} {
		n, err := strconv.Atoi(s)
		fmt.Println(n, err)
	}
	fmt.Println(strconv.ParseInt("ff", 16, 64))
	fmt.Println(strconv.ParseInt("0xff", 0, 64))
	fmt.Println(strconv.ParseInt("0b101", 0, 8))
	fmt.Println(strconv.ParseInt("0o17", 0, 64))
	fmt.Println(strconv.ParseInt("1_000", 0, 64))
	fmt.Println(strconv.ParseInt("128", 10, 8))
	fmt.Println(strconv.ParseInt("-129", 10, 8))
	fmt.Println(strconv.ParseInt("z", 36, 64))
	fmt.Println(strconv.ParseInt("1", 1, 64))
	fmt.Println(strconv.ParseInt("1", 10, 65))
	fmt.Println(strconv.ParseUint("18446744073709551615", 10, 64))
	fmt.Println(strconv.ParseUint("18446744073709551616", 10, 64))
	fmt.Println(strconv.ParseUint("-1", 10, 64))
	fmt.Println(strconv.Itoa(-123), strconv.FormatInt(-255, 16), strconv.FormatInt(35, 36), strconv.FormatUint(1<<63, 2))
	fmt.Println(string(strconv.AppendInt([]byte("n="), 5, 10)), strconv.FormatInt(-1<<63, 10))
	for _, s := range []string{"true", "T", "1", "false", "F", "0", "yes", "TRUE", "True", "tRUE"} {
		fmt.Print(strconv.ParseBool(s))
		fmt.Print(" ")
	}
	fmt.Println(strconv.FormatBool(true))
	_, err := strconv.Atoi("12a")
	ne := err.(*strconv.NumError)
	fmt.Println(ne.Func, ne.Num, ne.Err == strconv.ErrSyntax, ne.Unwrap() == strconv.ErrSyntax)
}
