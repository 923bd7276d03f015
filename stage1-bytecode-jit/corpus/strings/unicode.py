# A string is a sequence of code points, whatever their size.
text = "Aß€😀ñ"
print(len(text), text[1], text[-1], text[3], text[::-1], [ord(c) for c in text])
print(text.upper(), text.lower(), text.swapcase(), text.casefold(), "ß".title(), "ǆ".title(), "ǆ".upper())
print("straße".casefold() == "STRASSE".casefold(), "İ".lower() == "i̇", len("İ".lower()), "ΑΣ".lower(), "ΑΣΑ".lower(), "Σ".lower())
print("ﬁ".upper(), "ŉ".upper(), "ΰ".upper(), "ᾳ".title(), "éa".capitalize(), "ßa".capitalize())
print("٣".isdigit(), int("٣"), "²".isdigit(), "²".isdecimal(), "½".isnumeric(), "½".isdigit(), "五".isnumeric(), "五".isalpha())
print("é".isalpha(), "_é".isidentifier(), "Ω".isupper(), "ª".islower(), "日本".isalpha(), "日本".islower(), "\u2003".isspace(), "\u200b".isspace())
print("naïve café".title(), "naïve".find("v"), "日本語日本".count("日本"), "a€b€c".split("€"), "€".join("abc"), "x€y".partition("€"))
print("é" == "e\u0301", len("e\u0301"), "a" < "é", "z" < "é", "\uffff" < "😀", "Z" < "a", sorted("éaZ😀z"))
print(chr(0x20AC), chr(128512), ord("€"), ord("\0"), chr(0) == "\x00", chr(0x10FFFF) == "\U0010ffff", len(chr(0x1F600)))
print("日本".center(6, "*"), "é".ljust(3, "…") + "|", f"{'日本':>5}|", f"{'é':€^5}|", "%5s|" % "€", "é".zfill(3))
print("€" * 3, "😀" + "a", "😀a"[1], "a😀"[:1], "a😀b"[::2], "😀" in "a😀", "abc"[1:2] == "b")
print("äöü".replace("ö", "oe"), "äöü".translate({228: "ae", 0xFC: 0x75}), "\N{GREEK SMALL LETTER PI}", "\u03c0" == "π")
print({"é": 1}["\u00e9"], "ÀÉ".lower(), "àé".upper(), "ÿ".upper(), "µ".upper(), "ı".upper(), "K".lower(), "ſ".upper())
for bad in (lambda: ord("ab"), lambda: ord(""), lambda: chr(-1), lambda: chr(0x110000), lambda: ord(5), lambda: chr("a"), lambda: text[5], lambda: text[1.0]):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
