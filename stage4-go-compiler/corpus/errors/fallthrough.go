package p

func f(x int) {
	switch x {
	case 0:
		fallthrough
		;
	case 1:
		fallthrough
		{
		}
	case 2:
		if x > 0 {
			fallthrough
		}
		fallthrough
	case 3:
		fallthrough
	}
}
