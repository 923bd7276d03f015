package strconv

const digits = "0123456789abcdefghijklmnopqrstuvwxyz"

// pairs has the digits of 0 to 99: two digits for each division.
const pairs = "00010203040506070809101112131415161718192021222324" +
	"25262728293031323334353637383940414243444546474849" +
	"50515253545556575859606162636465666768697071727374" +
	"75767778798081828384858687888990919293949596979899"

// Itoa is FormatInt(int64(i), 10).
func Itoa(i int) string { return FormatInt(int64(i), 10) }

// FormatInt gives i in a base from 2 to 36, with digits and lower-case letters.
func FormatInt(i int64, base int) string {
	var buffer [65]byte
	return string(formatBits(&buffer, magnitude(i), base, i < 0))
}

// FormatUint is FormatInt of an unsigned number.
func FormatUint(i uint64, base int) string {
	var buffer [65]byte
	return string(formatBits(&buffer, i, base, false))
}

// AppendInt appends what FormatInt gives.
func AppendInt(dst []byte, i int64, base int) []byte {
	var buffer [65]byte
	return append(dst, formatBits(&buffer, magnitude(i), base, i < 0)...)
}

// AppendUint appends what FormatUint gives.
func AppendUint(dst []byte, i uint64, base int) []byte {
	var buffer [65]byte
	return append(dst, formatBits(&buffer, i, base, false)...)
}

func magnitude(i int64) uint64 {
	if i < 0 {
		return -uint64(i)
	}
	return uint64(i)
}

// formatBits writes the number at the end of the buffer, which has room for 64 bits and a sign.
func formatBits(buffer *[65]byte, u uint64, base int, negative bool) []byte {
	if base < 2 || base > len(digits) {
		panic("strconv: illegal AppendInt/FormatInt base")
	}
	at := len(buffer)
	switch {
	case base == 10:
		for u >= 100 {
			rest := u / 100
			two := (u - rest*100) * 2
			at -= 2
			buffer[at+1] = pairs[two+1]
			buffer[at] = pairs[two]
			u = rest
		}
		if u >= 10 {
			at--
			buffer[at] = pairs[u*2+1]
			u = u / 10
		}
		at--
		buffer[at] = byte('0' + u)
	case base&(base-1) == 0:
		shift := uint(0)
		for 1<<shift < base {
			shift++
		}
		for mask := uint64(base - 1); ; u >>= shift {
			at--
			buffer[at] = digits[u&mask]
			if u <= mask {
				break
			}
		}
	default:
		for b := uint64(base); ; u /= b {
			at--
			buffer[at] = digits[u%b]
			if u < b {
				break
			}
		}
	}
	if negative {
		at--
		buffer[at] = '-'
	}
	return buffer[at:]
}
