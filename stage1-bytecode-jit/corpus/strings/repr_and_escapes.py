# repr() chooses quotes and escapes what cannot be printed.
for s in ("", "plain", "it's", 'say "hi"', "both ' and \"", "back\\slash", "tab\tnewline\nreturn\r", "\0\x01\x1f\x7f", "\a\b\f\v", "\x80\x9f\xa0\xad\xff", "é ñ ß", "\u0100\u0378\u200b\u2028\u3000\ufeff", "😀\U0001f9ff\U000e0001\U0010ffff", "'" * 2, '"' * 2):
    print(repr(s), len(s))
print(["a'b", 'c"d', "e\nf"], ("x\\y",), {"k\t": "\x00"})
print(r"raw \n \x41 \\", "\x41\101\u0041\U00000041", "\7\18\0", 'a\
b')
print("""triple "quoted" 'text'
second line""")
print("implicit " "concatenation " 'works' f" {1 + 1}")
print(str("abc"), str(5), str(None), str(True), str(1.0), str([1, "a"]), str(), repr(repr("a")), repr(repr("it's")))
print(ascii("é€😀'\n") , ascii([1, "ß"]), f"{'é'!a} {'it'!r} {5!s}")
print("a" "b" == "ab", "a\
" == "a", len("\\n"), len(r"\n"), len("\n"))
print(repr("\x7e\x7f\u0080"), repr("\u00ad"), repr("\u0600"), repr("\u2000"), repr("\uffff"), repr("\ue000"))
