package runtime

import (
	"unsafe"

	"mystd/internal/abi"
)

func Arguments() []string { return nil }

func Environment() []string { return nil }

func Clock(id int) (int64, int64) { return 1, 2 }

func MapLen(m unsafe.Pointer) int { return mapLen((*Map)(m)) }

func MapIterStart(t *abi.MapType, m unsafe.Pointer, it *MapIter) { mapIterStart(t, (*Map)(m), it) }

func MapIterNext(it *MapIter) { mapIterNext(it) }

func GC() {}

func Spin() {}
