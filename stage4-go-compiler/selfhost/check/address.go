package check

import (
	"selfhost/syntax"
	"selfhost/types"
)

// A variable whose address is taken lives in the heap, unless the address is used up on the spot: it
// is converted at most, and then what it points to is loaded or stored. The runtime looks into its
// own strings and interfaces in this way, (*abi.StringHeader)(unsafe.Pointer(&s)).Data, and must not
// allocate memory for it.

// taken gives the &x that an expression converts, and the conversions, if it is of that form.
func taken(x syntax.Expr) (*syntax.Unary, []*syntax.Call) {
	var calls []*syntax.Call
	for {
		switch y := x.(type) {
		case *syntax.Paren:
			x = y.X
		case *syntax.Call:
			if len(y.Args) != 1 {
				return nil, nil
			}
			calls = append(calls, y)
			x = y.Args[0]
		case *syntax.Unary:
			if y.Op != syntax.And {
				return nil, nil
			}
			return y, calls
		default:
			return nil, nil
		}
	}
}

// usedUp checks an expression whose value is dereferenced, or made a number, by the one around it.
// ANCHOR: used_up
func (c *checker) usedUp(x syntax.Expr) {
	address, calls := taken(x)
	if address == nil {
		c.raw(x)
		return
	}
	c.safe = append(c.safe, address)
	c.raw(x)
	c.safe = c.safe[:len(c.safe)-1]
	for _, call := range calls {
		if !call.Converts {
			markHeap(address.X)
		}
	}
}

// ANCHOR_END: used_up

// markHeap notes that the address of a variable is taken, and may be kept.
func markHeap(x syntax.Expr) {
	for {
		switch y := syntax.Unparen(x).(type) {
		case *syntax.Name:
			if y.Object != nil && !y.Object.Global {
				y.Object.Heap = true
			}
			return
		case *syntax.Star:
			x = y.X
		case *syntax.Selector:
			if y.Selection == nil {
				return
			}
			for i, f := range y.Selection.Path {
				if i < len(y.Selection.Path)-1 && f.Type.Kind == types.Pointer {
					return
				}
			}
			x = y.X
		case *syntax.Index:
			if kind := y.X.Base().Type.Kind; kind != types.Array && kind != types.Pointer {
				return
			}
			x = y.X
		default:
			return
		}
		if x.Base().Type.Kind == types.Pointer {
			// What a pointer points to is in the heap already, unless it was made here.
			address, _ := taken(x)
			if address == nil {
				return
			}
			x = address.X
		}
	}
}
