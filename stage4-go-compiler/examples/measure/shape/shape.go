// Package shape has things with an area.
package shape

type Shape interface{ Area() int }

type Box struct{ Width, Height int }

func (b Box) Area() int { return b.Width * b.Height }

var unit = Box{1, 1}

func Unit() Box { return unit }

func Sum(shapes []Shape) int {
	total := 0
	for _, s := range shapes {
		total += s.Area()
	}
	return total
}

func nobodyCallsThis() int { return 42 }
