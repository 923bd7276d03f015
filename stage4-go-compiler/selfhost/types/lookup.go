package types

// Selection is what x.name means.
type Selection struct {
	Path   []*Field // the embedded fields on the way, and the field itself at the end
	Field  *Field   // the field, or nil
	Method *Object  // a declared method, or nil
	Inter  *Method  // a method of an interface, or nil
	Index  int      // of Inter in the interface's methods
	Holder *Type    // the type, without pointer, at which the method was found
}

// found says whether there is such a field or method.
func (s *Selection) found() bool { return s.Field != nil || s.Method != nil || s.Inter != nil }

// deref gives the type a pointer points to.
func deref(t *Type) *Type {
	if t.Kind == Pointer && t.Under != nil {
		return t.Under.Elem
	}
	return t
}

func sameName(name string, p *Package, other string, q *Package) bool {
	return name == other && (p == q || Exported(name))
}

// direct looks for a field or method of the type itself.
func direct(t *Type, name string, p *Package) *Selection {
	for _, m := range t.Declared {
		if sameName(m.Name, m.Package, name, p) {
			return &Selection{Method: m, Holder: t}
		}
	}
	if t.Under == nil {
		return nil
	}
	if t.Kind == Interface {
		for i, m := range t.Under.Methods {
			if sameName(m.Name, m.Package, name, p) {
				return &Selection{Inter: m, Index: i, Holder: t}
			}
		}
	}
	if t.Kind == Struct {
		for _, f := range t.Under.Fields {
			if sameName(f.Name, f.Package, name, p) {
				return &Selection{Path: []*Field{f}, Field: f}
			}
		}
	}
	return nil
}

// level is a type reached through embedded fields.
type level struct {
	t    *Type
	path []*Field
}

// Lookup finds the field or method of a name in a type or what it points to, the least deep one. It
// gives nil if there is none, or several at that depth, which ambiguous tells.
func Lookup(t *Type, name string, p *Package) (selection *Selection, ambiguous bool) {
	if t.Kind == Pointer && t.IsDeclared() {
		// A declared pointer type has no methods, but fields.
		s, _ := Lookup(t.Under, name, p)
		if s != nil && s.Field == nil {
			return nil, false
		}
		return s, false
	}
	t = deref(t)
	if name == "_" {
		return nil, false
	}
	current := []level{{t, nil}}
	var seen []*Type
	for len(current) > 0 {
		var next []level
		for _, l := range current {
			visited := false
			for _, s := range seen {
				visited = visited || s == l.t
			}
			if visited {
				continue
			}
			if s := direct(l.t, name, p); s != nil {
				if selection != nil {
					return nil, true
				}
				s.Path = append(append([]*Field(nil), l.path...), s.Path...)
				selection = s
				continue
			}
			if l.t.Kind == Struct && l.t.Under != nil {
				for _, f := range l.t.Under.Fields {
					if f.Embedded {
						path := append(append([]*Field(nil), l.path...), f)
						next = append(next, level{deref(f.Type), path})
					}
				}
			}
		}
		if selection != nil {
			return selection, false
		}
		for _, l := range current {
			seen = append(seen, l.t)
		}
		current = next
	}
	return nil, false
}

// HasPointerReceiver says whether a method is declared for *T.
func HasPointerReceiver(method *Object) bool {
	return method.Receiver.Kind == Pointer && !method.Receiver.IsDeclared()
}

// NeedsPointer says whether the method set of t lacks a method that was found, because its receiver
// is a pointer and t gives none on the way.
func NeedsPointer(t *Type, s *Selection) bool {
	if s.Method == nil || !HasPointerReceiver(s.Method) {
		return false
	}
	if t.Kind == Pointer {
		return false
	}
	for _, f := range s.Path {
		if f.Type.Kind == Pointer {
			return false
		}
	}
	return true
}

// Missing gives the name of a method that a type lacks to implement an interface, "" if none; wrong
// says that it has one of another signature, pointer that it is one of the pointer.
func Missing(t, inter *Type) (name string, wrong, pointer bool) {
	for _, m := range inter.Under.Methods {
		s, _ := Lookup(t, m.Name, m.Package)
		if s == nil || s.Field != nil {
			return m.Name, false, false
		}
		if t.Kind == Pointer && t.Under.Elem.Kind == Interface {
			return m.Name, false, false
		}
		have := m.Type
		if s.Method != nil {
			have = s.Method.Type
		} else {
			have = s.Inter.Type
		}
		if have != m.Type {
			return m.Name, true, false
		}
		if NeedsPointer(t, s) {
			return m.Name, false, true
		}
	}
	return "", false, false
}

// Implements says whether a type has the methods of an interface.
func Implements(t, inter *Type) bool {
	name, _, _ := Missing(t, inter)
	return name == ""
}

// MethodSet gives the names of all methods of a type, promoted ones included, sorted by full name.
func MethodSet(t *Type) []*Selection {
	var names []string
	var packages []*Package
	var collect func(t *Type, depth int)
	collect = func(t *Type, depth int) {
		t = deref(t)
		for _, m := range t.Declared {
			names = append(names, m.Name)
			packages = append(packages, m.Package)
		}
		if depth > 10 || t.Under == nil {
			return
		}
		if depth > 0 && t.Kind == Interface {
			for _, m := range t.Under.Methods {
				names = append(names, m.Name)
				packages = append(packages, m.Package)
			}
		}
		if t.Kind == Struct {
			for _, f := range t.Under.Fields {
				if f.Embedded {
					collect(f.Type, depth+1)
				}
			}
		}
	}
	if t.Kind == Interface || t.Kind == Pointer && t.Under.Elem.Kind == Interface || t.Kind == Pointer && t.IsDeclared() {
		return nil
	}
	collect(t, 0)
	var set []*Selection
	var full []string
	for i, name := range names {
		key := Full(name, packages[i])
		at := 0
		for at < len(full) && full[at] < key {
			at++
		}
		if at < len(full) && full[at] == key {
			continue
		}
		s, _ := Lookup(t, name, packages[i])
		if s == nil || !s.found() || s.Field != nil || NeedsPointer(t, s) {
			continue
		}
		full = append(full, "")
		set = append(set, nil)
		copy(full[at+1:], full[at:])
		copy(set[at+1:], set[at:])
		full[at] = key
		set[at] = s
	}
	return set
}

// Name gives the name of the method that was found.
func (s *Selection) Name() (string, *Package) {
	if s.Method != nil {
		return s.Method.Name, s.Method.Package
	}
	return s.Inter.Name, s.Inter.Package
}

// Signature gives the type of the method that was found.
func (s *Selection) Signature() *Type {
	if s.Method != nil {
		return s.Method.Type
	}
	return s.Inter.Type
}
