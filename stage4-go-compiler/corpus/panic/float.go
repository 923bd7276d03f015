package main

type celsius float32

func main() {
	defer func() {
		defer func() { panic(complex64(complex(1, -2.5))) }()
		panic(celsius(36.6))
	}()
	panic(-1e21)
}
