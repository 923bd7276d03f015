package main

func main() {
	goto missing
unused:
	for {
		break nowhere
		continue
	}
	goto over
	x := 1
	_ = x
over:
	goto inside
	{
	inside:
	}
	break
	continue
	fallthrough
}
