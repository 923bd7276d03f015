package main

import (
	"fmt"
	"strconv"
	"strings"
)

func main() {
	total := 0
	for round := range 60 {
		var b strings.Builder
		for i := range 20000 {
			b.WriteString("item ")
			b.WriteString(strconv.Itoa(i * round))
			b.WriteByte(',')
		}
		s := b.String()
		total += len(s) + strings.Count(s, "99")
		for _, part := range strings.Split(s, ",") {
			if strings.HasSuffix(part, "7") {
				total += len(part + "!")
			}
		}
	}
	fmt.Println(total)
}
