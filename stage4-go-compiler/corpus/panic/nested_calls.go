package main

type matrix [][]float64

func (m matrix) at(i, j int) float64 { return m[i][j] }

func (m matrix) trace() (sum float64) {
	for i := range m {
		sum += m.at(i, i)
	}
	return
}

func process(ms []matrix) float64 {
	total := 0.0
	for _, m := range ms {
		total += m.trace()
	}
	return total
}

func main() {
	println(process([]matrix{{{1, 2}, {3, 4}}}) == 5)
	println(process([]matrix{{{1, 2}, {3}}}))
}
