# Every method of str, with and without its optional arguments.
s = "Hello, World"
print(s.upper(), s.lower(), s.swapcase(), s.title(), s.capitalize(), s.casefold())
print(s.find("o"), s.find("o", 5), s.find("o", 5, 8), s.find("z"), s.rfind("o"), s.rfind("o", 0, 6), s.find(""), s.rfind(""), s.find("", 99))
print(s.index("World"), s.rindex("l"), s.count("l"), s.count("l", 4), s.count("l", 4, 6), s.count(""), "aaaa".count("aa"))
print(s.startswith("Hell"), s.startswith("World", 7), s.startswith(("x", "H")), s.endswith("ld"), s.endswith("o", 0, 5), s.endswith(()), s.startswith(""))
print(s.replace("l", "L"), s.replace("l", "", 1), s.replace("", "-"), s.replace("", "-", 3), "aaa".replace("aa", "b"), s.replace("zz", "y"))
print("a,b,,c".split(","), "a,b,,c".split(",", 1), "a,b,,c".rsplit(",", 1), "".split(","), "".split(), "  a  b c ".split(), "  a  b c ".split(None, 1), "  a  b c ".rsplit(None, 1), "a--b".split("--"), "abc".split("abc"))
print("a b c".split(maxsplit=1), "a-b-c".split(sep="-", maxsplit=0), " a b ".split(" "))
print("one\ntwo\r\nthree\rfour\n".splitlines(), "one\ntwo\n".splitlines(True), "".splitlines(), "\n".splitlines(), "a\x0bb\x0cc\x1cd\x85e\u2028f".splitlines())
print("k=v=w".partition("="), "k=v=w".rpartition("="), "kv".partition("="), "kv".rpartition("="))
print("  x ".strip() + "|", "  x ".lstrip() + "|", "  x ".rstrip() + "|", "xxaxx".strip("x"), "abcba".strip("ab"), "abcba".lstrip("ba"), "\t\n x\u00a0".strip())
print("prefix-body".removeprefix("prefix-"), "body.py".removesuffix(".py"), "body".removeprefix("x"), "body".removesuffix(""))
print("ab".center(7, "*"), "ab".center(6, "*"), "abc".center(6, "*"), "ab".ljust(5, "."), "ab".rjust(5, "."), "ab".center(1), "x".center(4) + "|")
print("42".zfill(5), "-42".zfill(5), "+4".zfill(4), "".zfill(3), "abc".zfill(2), "--1".zfill(5))
print(",".join(["a", "b"]), "".join(()), "-".join("abc"), ", ".join({"k": 1, "l": 2}), "x".join(["only"]))
print("a\tbc\td".expandtabs(), "a\tbc\td".expandtabs(4), "a\nb\tc".expandtabs(3), "\t".expandtabs(0) + "|")
print("abc".isalpha(), "ab1".isalpha(), "ab1".isalnum(), "12".isdigit(), "12".isdecimal(), "12".isnumeric(), " \t".isspace(), "".isspace(), "".isalpha(), "".isascii())
print("Abc".istitle(), "ABC".isupper(), "abc".islower(), "a1_".isidentifier(), "1a".isidentifier(), "A1".isupper(), "1".isupper(), "They'Re".istitle(), "\n".isprintable(), "a b".isprintable())
print("abcabc".translate({97: "x", 98: None, 99: 100}), "abc".translate(str.maketrans("ab", "xy")), "abc".translate(str.maketrans("ab", "xy", "c")), "abc".translate(str.maketrans({"a": "1", "b": None})))
print("they're bill's".title(), "o'neill 3rd x2y".title(), "ab cd".title().swapcase())
for call in (
    lambda: s.index("z"), lambda: s.rindex("z"), lambda: "a".split(""), lambda: ",".join([1]), lambda: ",".join(["a", None]),
    lambda: ",".join(3), lambda: s.startswith(3), lambda: "a".center(5, "xy"), lambda: "a".partition(""),
    lambda: s.upper(1), lambda: s.nothing, lambda: "a".zfill("b"), lambda: "ab".strip(1),
):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
