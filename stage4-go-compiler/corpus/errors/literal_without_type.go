package p

type T struct {
	m    map[string]int
	next *T
	list []T
}

var (
	_ = T{m: {"a": 1}}
	_ = T{nil, {}, nil}
	_ = T{list: []T{{}, {next: {}}}}
	_ = []*T{{}, &T{m: {}}}
)
