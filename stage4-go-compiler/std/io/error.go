package io

import "errors"

// EOF says that there is no more input.
var EOF = errors.New("EOF")

// ErrUnexpectedEOF says that input ended in the middle of something.
var ErrUnexpectedEOF = errors.New("unexpected EOF")

// ErrShortWrite says that a write took fewer bytes than it was given, without an error.
var ErrShortWrite = errors.New("short write")

// ErrShortBuffer says that a buffer is too small.
var ErrShortBuffer = errors.New("short buffer")

// ErrNoProgress says that many reads gave neither data nor an error.
var ErrNoProgress = errors.New("multiple Read calls return no data or error")

// ErrClosedPipe says that a pipe is closed.
var ErrClosedPipe = errors.New("io: read/write on closed pipe")
