package main

import (
	"errors"
	"fmt"
)

var errFunds = errors.New("not enough money")

type limitError struct{ limit, asked int }

func (e *limitError) Error() string        { return fmt.Sprintf("limit %d, asked %d", e.limit, e.asked) }
func (e *limitError) Is(target error) bool { return target == errFunds }

type account interface {
	deposit(int)
	withdraw(int) error
	fmt.Stringer
}

type base struct {
	owner   string
	balance int
	history []string
}

func (b *base) note(format string, args ...any) {
	b.history = append(b.history, fmt.Sprintf(format, args...))
}
func (b *base) deposit(n int) { b.balance += n; b.note("+%d", n) }
func (b *base) withdraw(n int) error {
	if n > b.balance {
		return fmt.Errorf("%s: withdraw %d: %w", b.owner, n, errFunds)
	}
	b.balance -= n
	b.note("-%d", n)
	return nil
}
func (b base) String() string { return fmt.Sprintf("%s %d %v", b.owner, b.balance, b.history) }

type limited struct {
	base
	limit int
}

func (l *limited) withdraw(n int) error {
	if n > l.limit {
		return &limitError{l.limit, n}
	}
	return l.base.withdraw(n)
}

func transfer(from, to account, n int) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("transfer: %w", err)
		}
	}()
	if err = from.withdraw(n); err != nil {
		return
	}
	to.deposit(n)
	return
}

func main() {
	a := &base{owner: "ann", balance: 100}
	b := &limited{base{owner: "bob"}, 30}
	for _, step := range []struct {
		from, to account
		n        int
	}{{a, b, 70}, {a, b, 50}, {b, a, 40}, {b, a, 30}, {b, a, 30}, {b, a, 30}} {
		err := transfer(step.from, step.to, step.n)
		var le *limitError
		fmt.Println(err, errors.Is(err, errFunds), errors.As(err, &le))
	}
	fmt.Println(a, b)
	fmt.Printf("%v %s %+v\n", account(a), *a, b.limit)
	fmt.Println(errors.Unwrap(errors.Unwrap(transfer(a, b, 1000))) != nil)
}
