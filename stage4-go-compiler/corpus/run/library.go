package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"
)

type matrix [2][2]int

type tree struct {
	left, right *tree
	key         string
	values      []int
}

func (t *tree) insert(key string, value int) *tree {
	if t == nil {
		return &tree{key: key, values: []int{value}}
	}
	switch {
	case key < t.key:
		t.left = t.left.insert(key, value)
	case key > t.key:
		t.right = t.right.insert(key, value)
	default:
		t.values = append(t.values, value)
	}
	return t
}

func (t *tree) walk(visit func(string, []int)) {
	if t != nil {
		t.left.walk(visit)
		visit(t.key, t.values)
		t.right.walk(visit)
	}
}

func variadic(prefix string, rest ...interface{}) string {
	return prefix + fmt.Sprint(rest...)
}

func main() {
	words := strings.Fields("the quick brown fox jumps over the lazy dog")
	fmt.Println(strings.Join(words, ","))
	fmt.Println(len(words[0]), len(words[8]))
	n, err := strconv.Atoi("12x")
	fmt.Println(n, err)
	f, _ := strconv.ParseFloat("3.25e2", 64)
	fmt.Println(f, math.Sqrt(2), math.Inf(1), math.NaN(), -0.0)
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	fmt.Fprintf(w, "%6.2f|%-6s|%+d|%x|%U|%c|%t|%e", 3.14159, "ab", 5, "hi", 0x1F600, 'ß', true, 12345.678)
	w.Flush()
	fmt.Println(b.String(), utf8.RuneCountInString("héé"))
	m := matrix{{1, 2}, {3, 4}}
	k := m
	k[1][0] = 9
	fmt.Println(m, k, m == k, m != k)
	fmt.Printf("%v %+v %#v %T\n", m, &tree{key: "a"} != nil, []interface{}{1, "x", nil}, k)
	var root *tree
	for i, word := range strings.Split("b,a,c,a,b,a", ",") {
		root = root.insert(word, i)
	}
	root.walk(func(key string, values []int) { fmt.Print(key, values, " ") })
	fmt.Println(variadic("x", 1, "y", 2.5), variadic("empty"))
	grid := map[[2]int]string{{1, 2}: "a", {3, 4}: "b"}
	fmt.Println(grid[[2]int{1, 2}], len(grid), grid)
	type key struct {
		s string
		i interface{}
	}
	seen := map[key]bool{{"a", 1}: true, {"a", "1"}: true}
	fmt.Println(seen[key{"a", 1}], seen[key{"a", 2}], seen[key{"a", "1"}])
	var i8 int8 = 127
	i8++
	var u uint32 = 1 << 31
	fmt.Println(i8, u<<1, int32(u), uint8(300&0xff), int64(math.MaxInt64), -5>>1, uint(5)>>1, ^5)
	x := 1e100
	fmt.Println(int64(float32(16777217)), uint8(int(x/1e98)), float32(0.1), 0.1+0.2)
	text := "a\xffb世"
	for i, r := range text {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println([]rune(text), []byte(text), string([]rune{0x4e16, -1}))
	s := []int{1, 2, 3, 4, 5}
	t := s[1:3:4]
	t = append(t, 10)
	t = append(t, 11)
	t[0] = 99
	fmt.Println(s, t, len(t), copy(s, s[2:]), s)
	fmt.Fprintln(os.Stderr, "done")
}
