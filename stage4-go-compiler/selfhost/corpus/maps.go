package main

import "fmt"

type key struct {
	a int
	b string
}

func main() {
	m := map[string]int{"one": 1, "two": 2}
	m["three"] = 3
	m["one"]++
	m["none"] += 5
	v, ok := m["two"]
	w, no := m["missing"]
	fmt.Println(len(m), v, ok, w, no, m)
	delete(m, "two")
	_, ok = m["two"]
	fmt.Println(ok, len(m))
	k := map[key][]int{}
	k[key{1, "x"}] = append(k[key{1, "x"}], 1, 2)
	k[key{1, "x"}] = append(k[key{1, "x"}], 3)
	fmt.Println(k, k[key{2, "x"}] == nil)
	big := make(map[int]int, 10)
	for i := 0; i < 1000; i++ {
		big[i*7] = i
	}
	sum := 0
	for k, v := range big {
		sum += k - 7*v + 1
	}
	for i := 0; i < 1000; i += 2 {
		delete(big, i*7)
	}
	fmt.Println(sum, len(big), big[7], big[14])
	clear(big)
	fmt.Println(len(big))
	any1 := map[any]string{1: "int", "a": "string", 2.5: "float", key{1, "z"}: "key"}
	fmt.Println(any1[1], any1["a"], any1[2.5], any1[key{1, "z"}])
	var nilmap map[string]bool
	fmt.Println(nilmap["x"], len(nilmap))
}
