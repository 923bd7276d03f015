package fmt

import "errors"

type wrapError struct {
	text string
	err  error
}

func (e *wrapError) Error() string { return e.text }

func (e *wrapError) Unwrap() error { return e.err }

type wrapErrors struct {
	text string
	errs []error
}

func (e *wrapErrors) Error() string { return e.text }

func (e *wrapErrors) Unwrap() []error { return e.errs }

// Errorf gives an error with the formatted text. It wraps the errors printed with %w.
func Errorf(format string, a ...any) error {
	p := newPrinter()
	p.wrapping = true
	p.printf(format, a)
	text := string(p.out)
	wrapped := p.wrapped
	p.done()
	// In the order of the arguments, each once.
	for i := 1; i < len(wrapped); i++ {
		for k := i; k > 0 && wrapped[k-1] > wrapped[k]; k-- {
			wrapped[k-1], wrapped[k] = wrapped[k], wrapped[k-1]
		}
	}
	switch len(wrapped) {
	case 0:
		return errors.New(text)
	case 1:
		e := &wrapError{text: text}
		e.err, _ = a[wrapped[0]].(error)
		return e
	}
	e := &wrapErrors{text: text}
	for i, number := range wrapped {
		if i > 0 && wrapped[i-1] == number {
			continue
		}
		if err, ok := a[number].(error); ok {
			e.errs = append(e.errs, err)
		}
	}
	return e
}

// FormatString gives the directive that a Formatter was called for.
func FormatString(state State, verb rune) string {
	text := []byte{'%'}
	for _, c := range " +-#0" {
		if state.Flag(int(c)) {
			text = append(text, byte(c))
		}
	}
	if n, ok := state.Width(); ok {
		text = Append(text, n)
	}
	if n, ok := state.Precision(); ok {
		text = Append(append(text, '.'), n)
	}
	return string(append(text, string(verb)...))
}
