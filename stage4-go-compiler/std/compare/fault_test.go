package compare

import (
	"testing"

	my "mystd/runtime"
)

// message gives what the official runtime panics with.
func message(f func()) (text string) {
	defer func() { text = recover().(error).Error() }()
	f()
	return ""
}

func TestFaults(t *testing.T) {
	slice, text := make([]int, 3, 5), "abc"
	array := &[3]int{}
	five, seven, two, minus, zero := 5, 7, 2, -1, 0
	var none *int
	var m map[int]int
	faults := func(name string, a, b int) func() { return func() { my.Faults[name](a, b) } }
	for i, pair := range [][2]func(){
		{func() { _ = slice[five] }, faults("index", 5, 3)},
		{func() { _ = slice[minus] }, faults("index", -1, 3)},
		{func() { _ = text[:five] }, faults("string", 5, 3)},
		{func() { _ = text[:minus] }, faults("string", -1, 3)},
		{func() { _ = slice[:seven] }, faults("slice", 7, 5)},
		{func() { _ = slice[five:two] }, faults("order", 5, 2)},
		{func() { _ = slice[minus:two] }, faults("order", -1, 2)},
		{func() { _ = slice[five:] }, faults("order", 5, 3)},
		{func() { _ = array[zero:two:seven] }, faults("array3", 7, 3)},
		{func() { _ = slice[zero:two:seven] }, faults("slice3", 7, 5)},
		{func() { _ = slice[zero:two:minus] }, faults("slice3", -1, 5)},
		{func() { _ = slice[zero:five:two] }, faults("order3", 5, 2)},
		{func() { _ = slice[zero:minus:two] }, faults("order3", -1, 2)},
		{func() { _ = slice[five:two:two] }, faults("low3", 5, 2)},
		{func() { _ = slice[minus:two:two] }, faults("low3", -1, 2)},
		{func() { _ = five / zero }, my.PanicDivide},
		{func() { _ = five << minus }, my.PanicShift},
		{func() { _ = *none }, my.PanicNil},
		{func() { m[1] = 2 }, my.PanicNilMap},
	} {
		if want, got := message(pair[0]), my.Message(pair[1]); want != got {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
}
