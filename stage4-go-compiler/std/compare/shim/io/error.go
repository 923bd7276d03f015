package io

import official "io"

// The errors are the official ones, so that readers of both libraries can be put together.
var (
	EOF              = official.EOF
	ErrUnexpectedEOF = official.ErrUnexpectedEOF
	ErrShortWrite    = official.ErrShortWrite
	ErrShortBuffer   = official.ErrShortBuffer
	ErrNoProgress    = official.ErrNoProgress
	ErrClosedPipe    = official.ErrClosedPipe
)
