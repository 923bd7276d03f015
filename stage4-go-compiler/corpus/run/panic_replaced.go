package main

func run(name string, f func()) {
	defer func() {
		switch x := recover().(type) {
		case nil:
			println(name, "no panic")
		case string:
			println(name, x)
		case error:
			println(name, x.Error())
		}
	}()
	f()
}

func main() {
	run("second replaces first:", func() {
		defer panic("second")
		panic("first")
	})
	run("recovered inside, then another:", func() {
		defer func() { panic("third") }()
		defer func() { println("saw", recover().(string)) }()
		panic("first")
	})
	run("recovered and returned:", func() {
		defer func() { recover() }()
		panic("lost")
	})
	run("runtime error in a deferred call:", func() {
		var m map[string]int
		defer func() { m["x"] = 1 }()
		panic("hidden")
	})
	run("a new one within a deferred call that recovers:", func() {
		defer func() {
			defer func() { println("inner", recover().(string)) }()
			panic("inner panic")
		}()
	})
	run("outer goes on after the inner is recovered:", func() {
		defer func() {
			func() {
				defer func() { recover() }()
				panic("inner")
			}()
		}()
		panic("outer")
	})
	run("panic with nil:", func() { panic(nil) })
}
