package main

func sum(p *[4]int) (n int) {
	for _, v := range p {
		n += v
	}
	return
}

func main() {
	println(sum(&[4]int{1, 2, 3, 4}))
	println(sum(nil))
}
