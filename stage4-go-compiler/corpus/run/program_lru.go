package main

type entry struct {
	key, value string
	prev, next *entry
}

type cache struct {
	size  int
	index map[string]*entry
	entry // the ring's head
}

func newCache(size int) *cache {
	c := &cache{size: size, index: make(map[string]*entry, size)}
	c.prev, c.next = &c.entry, &c.entry
	return c
}

func (e *entry) unlink() { e.prev.next, e.next.prev = e.next, e.prev }
func (e *entry) after(at *entry) {
	e.prev, e.next = at, at.next
	at.next.prev = e
	at.next = e
}

func (c *cache) get(k string) (v string, ok bool) {
	e, ok := c.index[k]
	if !ok {
		return
	}
	e.unlink()
	e.after(&c.entry)
	return e.value, true
}

func (c *cache) put(k, v string) (evicted string) {
	if e := c.index[k]; e != nil {
		e.value = v
		c.get(k)
		return
	}
	if len(c.index) == c.size {
		last := c.prev
		last.unlink()
		delete(c.index, last.key)
		evicted = last.key
	}
	e := &entry{key: k, value: v}
	c.index[k] = e
	e.after(&c.entry)
	return
}

func main() {
	c := newCache(3)
	for _, k := range []string{"a", "b", "c", "a", "d", "b", "e", "e", "a"} {
		if v, ok := c.get(k); ok {
			print("hit ", k, "=", v, "; ")
		} else {
			print("miss ", k, " out ", c.put(k, k+k), "; ")
		}
	}
	println()
	c.put("e", "new")
	for e := c.next; e != &c.entry; e = e.next {
		print(e.key, "=", e.value, " ")
	}
	println(len(c.index), c.key == "")
}
