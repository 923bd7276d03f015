package main

func direct() (r any) {
	defer func() { r = recover() }()
	panic("direct")
}

func helper() any { return recover() }

func inHelper() (r any) {
	defer func() {
		r = recover()
	}()
	defer func() {
		// Called by a deferred function, not deferred itself: it recovers nothing.
		println("helper:", helper() == nil)
	}()
	panic("helper")
}

func deferredHelper() (done bool) {
	defer func() { done = recover() == nil }()
	defer helper()
	panic("deferred directly")
}

func nestedLiteral() (r any) {
	defer func() { r = recover() }()
	defer func() {
		func() { println("nested literal:", recover() == nil) }()
	}()
	panic("nested")
}

func twice() (a, b any) {
	defer func() { a = recover(); b = recover() }()
	panic(1)
}

func noPanic() (r any) {
	defer func() { r = recover() }()
	return 5
}

type stopper struct{ r any }

func (s *stopper) stop() { s.r = recover() }

func method() (s stopper) {
	p := &s
	defer p.stop()
	panic("method")
}

func main() {
	println(direct().(string))
	println(inHelper().(string))
	println(deferredHelper())
	println(nestedLiteral().(string))
	a, b := twice()
	println(a.(int), b == nil)
	println(noPanic() == nil)
	println(method().r.(string))
	println(recover() == nil)
}
