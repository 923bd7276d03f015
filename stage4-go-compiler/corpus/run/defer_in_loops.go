package main

type res struct{ id int }

var open int

func acquire(id int) *res { open++; return &res{id} }
func (r *res) release()   { open--; print("r", r.id, " ") }

func all(n int) (most int) {
	for i := range n {
		r := acquire(i)
		defer r.release()
		most = max(most, open)
	}
	return
}

func each(n int) (most int) {
	for i := range n {
		func() {
			r := acquire(i)
			defer r.release()
			most = max(most, open)
		}()
	}
	return
}

func some(n int) (err string) {
	defer func() {
		if e := recover(); e != nil {
			err = e.(string)
		}
	}()
	for i := 0; i < n; i++ {
		if i%2 == 0 {
			defer acquire(i).release()
			continue
		}
		if i == 7 {
			panic("at seven")
		}
	}
	return "none"
}

func conditional(a, b bool) (s string) {
	if a {
		defer func() { s += "a" }()
	}
	switch {
	case b:
		defer func() { s += "b" }()
		fallthrough
	default:
		defer func() { s += "d" }()
	}
	return "-"
}

func deep(n int) int {
	defer func() { open += n }()
	if n == 0 {
		return 0
	}
	return deep(n-1) + 1
}

func main() {
	println(all(4))
	println(each(4))
	println(some(5))
	println(some(20), open)
	println(conditional(true, true), conditional(false, true), conditional(true, false), conditional(false, false))
	println(deep(100), open)
	for i := range 3 {
		defer func(n int) {
			if e := recover(); e != nil {
				println("recovered", e.(int), "by", n)
			} else {
				println("nothing for", n)
			}
		}(i)
	}
	panic(42)
}
