package main

type item struct {
	key  int
	name string
}

type heap []*item

func (h *heap) push(x *item) {
	*h = append(*h, x)
	i := len(*h) - 1
	for s := *h; i > 0 && s[i].key < s[(i-1)/2].key; i = (i - 1) / 2 {
		s[i], s[(i-1)/2] = s[(i-1)/2], s[i]
	}
}

func (h *heap) pop() (x *item) {
	s := *h
	x, s[0] = s[0], s[len(s)-1]
	s[len(s)-1] = nil
	s = s[:len(s)-1]
	for i := 0; ; {
		c := 2*i + 1
		if c >= len(s) {
			break
		}
		if c+1 < len(s) && s[c+1].key < s[c].key {
			c++
		}
		if s[i].key <= s[c].key {
			break
		}
		s[i], s[c] = s[c], s[i]
		i = c
	}
	*h = s
	return
}

type ring struct {
	buf         [4]int
	head, count int
}

func (r *ring) put(x int) bool {
	if r.count == len(r.buf) {
		return false
	}
	r.buf[(r.head+r.count)%len(r.buf)] = x
	r.count++
	return true
}

func (r *ring) get() (x int, ok bool) {
	if ok = r.count > 0; ok {
		x = r.buf[r.head]
		r.head, r.count = (r.head+1)%len(r.buf), r.count-1
	}
	return
}

func main() {
	var h heap
	x := uint32(12345)
	for i := range 20 {
		x = x*1664525 + 1013904223
		h.push(&item{int(x >> 24), string(rune('a' + i))})
	}
	for last := -1; len(h) > 0; {
		it := h.pop()
		if it.key < last {
			println("not sorted")
		}
		last = it.key
		print(it.key, it.name, " ")
	}
	println()
	var r ring
	for i := range 6 {
		print(r.put(i), " ")
	}
	r.get()
	r.get()
	copied := r
	r.put(10)
	for v, ok := r.get(); ok; v, ok = r.get() {
		print(v, " ")
	}
	v, ok := copied.get()
	println(v, ok, copied.count)
}
