package sync

// Map is a map that several goroutines may use.
type Map struct{ m map[any]any }

// Load gives the value of a key.
func (m *Map) Load(key any) (value any, ok bool) {
	value, ok = m.m[key]
	return value, ok
}

// Store sets the value of a key.
func (m *Map) Store(key, value any) {
	if m.m == nil {
		m.m = map[any]any{}
	}
	m.m[key] = value
}

// LoadOrStore gives the value that is there, or stores one.
func (m *Map) LoadOrStore(key, value any) (actual any, loaded bool) {
	if old, ok := m.m[key]; ok {
		return old, true
	}
	m.Store(key, value)
	return value, false
}

// LoadAndDelete takes the value of a key out.
func (m *Map) LoadAndDelete(key any) (value any, loaded bool) {
	value, loaded = m.m[key]
	delete(m.m, key)
	return value, loaded
}

// Delete removes a key.
func (m *Map) Delete(key any) { delete(m.m, key) }

// Swap stores a value and gives the one before.
func (m *Map) Swap(key, value any) (previous any, loaded bool) {
	previous, loaded = m.m[key]
	m.Store(key, value)
	return previous, loaded
}

// CompareAndSwap stores a value if the one before is old.
func (m *Map) CompareAndSwap(key, old, new any) bool {
	if value, ok := m.m[key]; !ok || value != old {
		return false
	}
	m.m[key] = new
	return true
}

// CompareAndDelete removes a key if its value is old.
func (m *Map) CompareAndDelete(key, old any) bool {
	if value, ok := m.m[key]; !ok || value != old {
		return false
	}
	delete(m.m, key)
	return true
}

// Clear removes all keys.
func (m *Map) Clear() { clear(m.m) }

// Range calls f for all keys until it gives false.
func (m *Map) Range(f func(key, value any) bool) {
	for key, value := range m.m {
		if !f(key, value) {
			break
		}
	}
}
