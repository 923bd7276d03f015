// Package errors makes and examines errors.
//
// An error may wrap others: it has a method Unwrap() error or Unwrap() []error. So an error is the
// root of a tree; Is and As walk it in preorder. The official As and Is use reflection for two
// questions, whether two errors may be compared and what the target is; here internal/reflectlite
// answers them.
package errors

import "internal/reflectlite"

// ErrUnsupported says that an operation is not supported.
var ErrUnsupported = New("unsupported operation")

type errorString struct{ text string }

func (e *errorString) Error() string { return e.text }

// New gives an error with the text. Each call gives a distinct error.
func New(text string) error { return &errorString{text} }

type wrapsOne interface{ Unwrap() error }

type wrapsMany interface{ Unwrap() []error }

// Unwrap gives what err's method Unwrap() error does, or nil if it has none.
func Unwrap(err error) error {
	if w, ok := err.(wrapsOne); ok {
		return w.Unwrap()
	}
	return nil
}

// Is says whether an error in err's tree equals target, or says so by a method Is(error) bool.
func Is(err, target error) bool {
	if err == nil || target == nil {
		return err == target
	}
	return is(err, target, reflectlite.Comparable(target))
}

func is(err, target error, comparable bool) bool {
	for {
		if comparable && err == target {
			return true
		}
		if x, ok := err.(interface{ Is(error) bool }); ok && x.Is(target) {
			return true
		}
		switch x := err.(type) {
		case wrapsOne:
			err = x.Unwrap()
			if err == nil {
				return false
			}
		case wrapsMany:
			for _, inner := range x.Unwrap() {
				if inner != nil && is(inner, target, comparable) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
}

// As finds the first error in err's tree that can be assigned to what target, a non-nil pointer,
// points to, stores it there and says true. An error may also say so by a method As(any) bool.
func As(err error, target any) bool {
	if err == nil {
		return false
	}
	if target == nil {
		panic("errors: target cannot be nil")
	}
	if problem := reflectlite.ErrorTarget(target); problem != "" {
		panic("errors: " + problem)
	}
	return as(err, target)
}

func as(err error, target any) bool {
	for {
		if reflectlite.AssignError(target, err) {
			return true
		}
		if x, ok := err.(interface{ As(any) bool }); ok && x.As(target) {
			return true
		}
		switch x := err.(type) {
		case wrapsOne:
			err = x.Unwrap()
			if err == nil {
				return false
			}
		case wrapsMany:
			for _, inner := range x.Unwrap() {
				if inner != nil && as(inner, target) {
					return true
				}
			}
			return false
		default:
			return false
		}
	}
}

type joinError struct{ errs []error }

func (e *joinError) Error() string {
	text := ""
	for i, err := range e.errs {
		if i > 0 {
			text += "\n"
		}
		text += err.Error()
	}
	return text
}

func (e *joinError) Unwrap() []error { return e.errs }

// Join gives an error that wraps those that are not nil, or nil if there are none.
func Join(errs ...error) error {
	var some []error
	for _, err := range errs {
		if err != nil {
			some = append(some, err)
		}
	}
	if some == nil {
		return nil
	}
	return &joinError{some}
}
