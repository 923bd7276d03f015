package syntax

import "selfhost/source"

// scanner gives the tokens of a file, one by one. After the first error it gives only EOF, so that
// the parser unwinds without a word.
type scanner struct {
	file   *source.File
	errors *source.Errors
	text   string
	at     int

	token Token
	pos   source.Pos
	lit   string // the text of a name or literal; "newline" or "EOF" of a semicolon that is not written
	ends  bool   // the last token lets a newline become a semicolon
	dead  bool
}

func (s *scanner) fail(at int, message string) { s.failAt(s.file.Base+source.Pos(at), message) }

// ANCHOR: fail
func (s *scanner) failAt(pos source.Pos, message string) {
	if !s.dead {
		s.errors.Add(pos, message)
	}
	s.dead = true
	s.token = EOF
	s.at = len(s.text)
}

// ANCHOR_END: fail

func (s *scanner) peek(ahead int) byte {
	if s.at+ahead < len(s.text) {
		return s.text[s.at+ahead]
	}
	return 0
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// skip goes over blanks and comments, and says whether that ended a line.
func (s *scanner) skip() (newline bool) {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '\n':
			newline = true
			if s.ends {
				return true
			}
			s.at++
		case c == ' ' || c == '\t' || c == '\r':
			s.at++
		case c == '/' && s.peek(1) == '/':
			for s.at < len(s.text) && s.text[s.at] != '\n' {
				s.at++
			}
		case c == '/' && s.peek(1) == '*':
			start := s.at
			s.at += 2
			lines := false
			for s.at < len(s.text) && !(s.text[s.at] == '*' && s.peek(1) == '/') {
				lines = lines || s.text[s.at] == '\n'
				s.at++
			}
			if s.at >= len(s.text) {
				s.fail(start, "comment not terminated")
				return false
			}
			s.at += 2
			newline = newline || lines
			if newline && s.ends {
				return true
			}
		default:
			return newline
		}
	}
	return newline
}

// next reads a token.
func (s *scanner) next() {
	if s.dead {
		return
	}
	newline := s.skip()
	if s.dead {
		return
	}
	s.pos = s.file.Base + source.Pos(s.at)
	s.lit = ""
	if s.ends && (newline || s.at >= len(s.text)) {
		s.ends = false
		s.token = Semicolon
		s.lit = "newline"
		if s.at >= len(s.text) {
			s.lit = "EOF"
		}
		return
	}
	s.ends = false
	if s.at >= len(s.text) {
		s.token = EOF
		return
	}
	start := s.at
	c := s.text[s.at]
	switch {
	case isLetter(c):
		for s.at < len(s.text) && (isLetter(s.text[s.at]) || isDigit(s.text[s.at])) {
			s.at++
		}
		if s.at < len(s.text) && s.text[s.at] >= 0x80 {
			s.fail(s.at, "names with characters beyond ASCII are not in this compiler's language")
			return
		}
		s.lit = s.text[start:s.at]
		s.token = NameToken
		if len(s.lit) > 1 {
			if keyword := keywords[s.lit]; keyword != EOF {
				s.token = keyword
			}
		}
		switch s.token {
		case NameToken, Break, Continue, Fallthrough, Return:
			s.ends = true
		}
	case isDigit(c) || c == '.' && isDigit(s.peek(1)):
		s.number()
		s.ends = true
	case c == '\'':
		s.character()
		s.ends = true
	case c == '"':
		s.quoted()
		s.ends = true
	case c == '`':
		s.at++
		for s.at < len(s.text) && s.text[s.at] != '`' {
			s.at++
		}
		if s.at >= len(s.text) {
			s.fail(start, "string not terminated")
			return
		}
		s.at++
		s.token = StringLiteral
		s.lit = s.text[start:s.at]
		s.ends = true
	case c >= 0x80:
		s.fail(s.at, "invalid character outside of strings and comments")
	default:
		s.operator(c)
	}
}

// choose takes the token of one character, or a longer one that fits.
func (s *scanner) choose(short Token, second string, long ...Token) {
	s.at++
	s.token = short
	if s.at < len(s.text) {
		for i := 0; i < len(second); i++ {
			if s.text[s.at] == second[i] {
				s.at++
				s.token = long[i]
				return
			}
		}
	}
}

func (s *scanner) operator(c byte) {
	switch c {
	case '+':
		s.choose(Add, "+=", Inc, AddAssign)
	case '-':
		s.choose(Sub, "-=", Dec, SubAssign)
	case '*':
		s.choose(Mul, "=", MulAssign)
	case '/':
		s.choose(Div, "=", DivAssign)
	case '%':
		s.choose(Rem, "=", RemAssign)
	case '&':
		s.choose(And, "&=^", AndAnd, AndAssign, AndNot)
		if s.token == AndNot && s.peek(0) == '=' {
			s.at++
			s.token = AndNotAssign
		}
	case '|':
		s.choose(Or, "|=", OrOr, OrAssign)
	case '^':
		s.choose(Xor, "=", XorAssign)
	case '<':
		s.choose(Lss, "=-<", Leq, Arrow, Shl)
		if s.token == Shl && s.peek(0) == '=' {
			s.at++
			s.token = ShlAssign
		}
	case '>':
		s.choose(Gtr, "=>", Geq, Shr)
		if s.token == Shr && s.peek(0) == '=' {
			s.at++
			s.token = ShrAssign
		}
	case '=':
		s.choose(Assign, "=", Eql)
	case '!':
		s.choose(Not, "=", Neq)
	case ':':
		s.choose(Colon, "=", Define)
	case '.':
		s.choose(Period, "")
		if s.peek(0) == '.' && s.peek(1) == '.' {
			s.at += 2
			s.token = Ellipsis
		}
	case ',':
		s.choose(Comma, "")
	case ';':
		s.choose(Semicolon, "")
		s.lit = "semicolon"
	case '(':
		s.choose(LeftParen, "")
	case '[':
		s.choose(LeftBracket, "")
	case '{':
		s.choose(LeftBrace, "")
	case ')':
		s.choose(RightParen, "")
	case ']':
		s.choose(RightBracket, "")
	case '}':
		s.choose(RightBrace, "")
	case '~':
		s.choose(Tilde, "")
	default:
		s.fail(s.at, "invalid character in program text")
	}
	switch s.token {
	case RightParen, RightBracket, RightBrace, Inc, Dec:
		s.ends = true
	}
}
