"""Records what CPython 3.11 answers: python3.11 record.py, in this folder.

A line of a table is a function, its arguments and the answer, separated by tabs. The answer is
`= repr` or `! Type: message`. Of each table a random part is kept; `record.py --all` keeps
everything, for a thorough run by hand. Functions: an operator (`+`, in place `+=`, unary `u-`), a built-in
(`round`), a method (`str.find`), a function of math (`math.sqrt`).
"""

import itertools
import math
import operator
import random
import sys

assert sys.version_info[:2] == (3, 11)
random.seed(43)
KEPT = 2500

BINARY = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "@": operator.matmul,
    "/": operator.truediv, "//": operator.floordiv, "%": operator.mod, "**": operator.pow,
    "<<": operator.lshift, ">>": operator.rshift, "&": operator.and_, "|": operator.or_,
    "^": operator.xor,
}
IN_PLACE = {
    "+=": operator.iadd, "-=": operator.isub, "*=": operator.imul, "@=": operator.imatmul,
    "/=": operator.itruediv, "//=": operator.ifloordiv, "%=": operator.imod, "**=": operator.ipow,
    "<<=": operator.ilshift, ">>=": operator.irshift, "&=": operator.iand, "|=": operator.ior,
    "^=": operator.ixor,
}
UNARY = {"u-": operator.neg, "u+": operator.pos, "u~": operator.invert}


def function(name):
    for table in (BINARY, IN_PLACE, UNARY):
        if name in table:
            return table[name]
    if "." in name:
        owner, attribute = name.split(".")
        if owner == "math":
            return getattr(math, attribute)
        return getattr({"str": str, "int": int, "float": float}[owner], attribute)
    return getattr(__builtins__, name)


class Table:
    def __init__(self, name):
        self.name, self.lines, self.seen = name, [], set()

    def case(self, name, *arguments, **keywords):
        shown = [repr(a) for a in arguments] + [f"{k}={v!r}" for k, v in keywords.items()]
        try:
            result = function(name)(*arguments, **keywords)
            if isinstance(result, complex):
                return
            answer = "= " + repr(result)
        except Exception as error:
            if "complex" in str(error):
                return
            answer = f"! {type(error).__name__}: {error}"
        if len(answer) > 1500:
            return
        line = "\t".join([name, *shown, answer])
        try:
            line.encode()
        except UnicodeEncodeError:
            return
        if line not in self.seen and "\n" not in line:
            self.seen.add(line)
            self.lines.append(line)

    def write(self):
        if "--all" not in sys.argv and len(self.lines) > KEPT:
            kept = set(random.sample(range(len(self.lines)), KEPT))
            self.lines = [line for index, line in enumerate(self.lines) if index in kept]
        with open(self.name + ".txt", "w", encoding="utf-8") as file:
            file.write("\n".join(self.lines) + "\n")
        print(self.name, len(self.lines))


INTS = [0, 1, -1, 2, -2, 3, 7, -7, 10, 63, 64, 100, -100, 255, 2**31, 2**53, 2**53 + 1, -(2**53) - 1,
        2**62, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 2**64, 2**64 + 1, 10**18, 10**19, 10**20 + 7,
        -(10**20), 10**30 + 1, 2**100, 3**50, 10**308, 10**309]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 3.0, 0.1, 0.2, 0.3, 1e16, 1e15, 1e22, 1e23,
          123456789.125, 1e-5, 1e-4, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e308,
          1e-300, math.pi, -math.e, 1 / 3, 2.675, 1.005, 1e100, 9007199254740993.0, 9.999999999999999e22]
SPECIAL = [math.inf, -math.inf, math.nan]


def random_int(bits):
    return random.getrandbits(random.randint(1, bits)) * random.choice([1, -1])


def random_float():
    kind = random.randint(0, 4)
    if kind == 0:
        return random.uniform(-1000, 1000)
    if kind == 1:
        return round(random.uniform(-100, 100), random.randint(0, 4))
    if kind == 2:
        return float(random_int(70))
    if kind == 3:
        return random.uniform(-1, 1) * 10.0 ** random.randint(-320, 308)
    return random.choice([0.5, 0.25, 0.125]) * random.randint(-50, 50)


def arithmetic():
    t = Table("arithmetic")
    small = [0, 1, -1, 2, 7, -7, 64, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 10**20 + 7, -(10**20),
             0.0, -0.0, 1.5, -2.5, 1e308, 5e-324, math.inf, -math.inf, math.nan, 10**309, True, False]
    for name in BINARY:
        for a, b in itertools.product(small, small):
            if name in ("**", "<<") and isinstance(b, int) and abs(b) > 1000:
                continue
            if name == "**" and isinstance(a, int) and isinstance(b, int) and abs(a) > 2**63 and b > 70:
                continue
            t.case(name, a, b)
    for name in BINARY:
        for _ in range(60):
            a, b = random_int(130), random_int(random.choice([6, 40, 70, 130]))
            if name in ("<<", ">>", "**"):
                b = random.randint(-3, 70)
            t.case(name, a, b)
        if name in ("<<", ">>", "&", "|", "^", "@"):
            continue
        for _ in range(80):
            t.case(name, random_float(), random_float())
            t.case(name, random_float(), random_int(40))
            t.case(name, random_int(70), random_float())
    for _ in range(100):
        t.case("/", random_int(random.randint(1, 1200)), random_int(random.randint(1, 1200)) or 1)
    for shift in range(1000, 1100, 3):
        t.case("/", random_int(60) | 1, 2**shift)
        t.case("/", 2**shift + 1, 3)
        t.case("float", 2**shift + 2 ** (shift - 53))
        t.case("float", 2**shift + 2 ** (shift - 53) + 1)
    odd = [None, "a", "", [1], (1,), 1, 1.5, True, 2**70, ...]
    for name in [*BINARY, *IN_PLACE]:
        for a, b in itertools.product(odd, odd):
            if name.startswith("%") and isinstance(a, str):
                continue
            if name.startswith("*") and 2**70 in (a, b):
                continue
            if name.startswith(("<<", "**")) and b == 2**70:
                continue
            t.case(name, a, b)
    for name in UNARY:
        for a in [*INTS, *FLOATS, *SPECIAL, True, False, "a", None, [1]]:
            t.case(name, a)
    t.case("*", "ab", 2**70)
    t.case("*", 2**70, "ab")
    t.case("*", "ab", 2**63 - 1)
    t.case("*", "é€", 3)
    t.case("*", "ab", -1)
    t.case("<<", 0, 2**70)
    t.case("<<", 1, 2**70)
    t.case(">>", -1, 2**70)
    t.case("<<", 1, -(2**70))
    t.case("**", 1, 2**70)
    t.case("**", -1, 2**70 + 1)
    t.write()


def builtins():
    t = Table("builtins")
    numbers = [*INTS, *FLOATS, *SPECIAL, True, False, "a", None]
    for name in ["abs", "hex", "oct", "bin", "repr", "ascii", "int", "float", "bool", "str", "round"]:
        for a in numbers:
            t.case(name, a)
        t.case(name)
        t.case(name, 1, 2, 3, 4)
        t.case(name, 1, x=1)
    for _ in range(400):
        t.case("repr", random_float())
        t.case("repr", random.uniform(1, 10) * 10.0 ** random.randint(-6, 20))
        t.case("repr", math.ldexp(random.getrandbits(53), random.randint(-1100, 900)))
        t.case("repr", 10.0 ** random.randint(-320, 308))
    for a in [*FLOATS, *SPECIAL]:
        for n in [*range(-5, 25), 308, 323, 324, -308, -309, 10**30, -(10**30)]:
            t.case("round", a, n)
    for _ in range(400):
        t.case("round", random_float(), random.randint(-4, 18))
        t.case("round", random.randint(-5000, 5000) / 1000, random.randint(0, 3))
        t.case("round", random_int(80), random.randint(-25, 3))
        t.case("round", random_float())
        t.case("round", random.randint(-100, 100) / 2)
    for n in range(-130, 131, 5):
        t.case("round", n, -1)
        t.case("round", n, -2)
    t.case("round", 1.5, "a"); t.case("round", 1, 1.5); t.case("round", 1.5, None)
    t.case("round", number=2.5); t.case("round", 2.345, ndigits=2); t.case("round", True, -1)
    t.case("round", 1.7976931348623157e308, -308)
    small = [0, 1, -1, 7, -7, 2**63, -(2**63), 10**30, 0.0, -0.0, 2.5, -2.5, 1e300, math.inf, math.nan, True, "a"]
    for a, b in itertools.product(small, small):
        t.case("divmod", a, b)
    for _ in range(200):
        t.case("divmod", random_int(100), random_int(60))
        t.case("divmod", random_float(), random_float())
        t.case("pow", random_int(100), random_int(60), random_int(60))
        t.case("pow", random_int(10), random.randint(-20, 20), random_int(20))
    t.case("pow", 2); t.case("pow", 2, 3.5, 2); t.case("pow", "a", 2, 3); t.case("pow", 2, exp=5)
    t.case("pow", 2, 3, None); t.case("pow", base=2, exp=3, mod=5); t.case("pow", 2, 3, 4, 5)
    t.case("pow", "a", 2); t.case("pow", 2, base=3); t.case("divmod", 1); t.case("divmod", a=1)
    for text in ["0", "12", " 12 ", "-12", "+12", "1_000", "1__0", "_1", "1_", "", " ", "-", "0x1f", "1f", "0b11",
                 "0o17", "017", "00", "0_0", "٣٤", "1.5", "1e5", "inf", "-inf", "nan", "+nan", "Infinity",
                 "infinit", ".5", "5.", ".", "1_0.5_0", "1_.5", "1e1_0", "1e", "1e+5", "--1", "1 2", "\t1\n",
                 "1e400", "-1e400", "1e-400", "z", "Z9", "9" * 25, "1" * 4300, "1" * 4301, "0x", "0b2", "0_7",
                 "0x_1", "é", "x" * 300, "1\x00", "\u30001", "\u20031\u2003", "0.1e-1_0", "1e1e1", "+-1", "1,5", "0x1p3"]:
        for name in ["int", "float"]:
            t.case(name, text)
        for base in [0, 2, 8, 10, 16, 36, 1, 37, -1]:
            t.case("int", text, base)
    t.case("int", "10", base=2); t.case("int", base=10); t.case("int", 10, 2); t.case("int", "1", 2**70)
    t.case("int", [1]); t.case("float", [1]); t.case("int", "10", "2"); t.case("int", "10", 2.0)
    t.case("int", "1" * 5000, 16)
    t.case("float", 2**1024); t.case("float", 2**1024 - 2**970); t.case("float", 2**1024 - 2**970 - 1)
    t.case("str", object=1); t.case("str", "a", "utf8"); t.case("str", 1, "utf8"); t.case("str", 1, 2)
    for code in [0, 65, 0x7f, 0xe9, 0x20ac, 0x1f600, 0x10ffff, 0x110000, -1, 2**31, 2**40, -(2**40), 2**70, "a", 1.5, True]:
        t.case("chr", code)
    for text in ["a", "é", "€", "😀", "", "ab", 1, None]:
        t.case("ord", text)
    for text in ["plain", "it's", 'say "x"', "it's \"x\"", "tab\t", "nl\n", "\x00\x7f\x80\xa0\xad", "é€😀", "\\", "\u200b\u2028\ue000",
                 "\U000e0001", "\u0378", "\u3000", "عربى", "日本語", "\u0301"]:
        t.case("repr", text); t.case("ascii", text)
    for value in [(1, 2.5), [1, "é"], (), [], (1,), [None, True], ("it's",)]:
        t.case("repr", value); t.case("ascii", value); t.case("str", value); t.case("bool", value)
    ints = [0, 1, -1, 255, 256, -256, 2**63, 2**64 - 1, -(2**100), True]
    for name in ["int.bit_length", "int.bit_count", "int.conjugate", "int.as_integer_ratio"]:
        for a in ints:
            t.case(name, a)
        t.case(name, 1, 2)
    for name in ["float.is_integer", "float.as_integer_ratio", "float.hex", "float.conjugate"]:
        for a in [*FLOATS, *SPECIAL]:
            t.case(name, a)
        t.case(name, 1.5, 2)
    t.write()


SPECS = []
for fill in ["", "<", ">", "^", "=", "*<", "0>", "x=", "é^"]:
    for sign in ["", "+", " ", "-"]:
        SPECS.append((fill, sign))


def formats():
    t = Table("format")
    values = [0, 1, -1, 255, -255, 1234567, -1234567, 10**25, True, 0.0, -0.0, 1.0, 1.5, -1234567.891, 1e16, 1e-7, 0.00001234,
              123456789.0, 1e100, 2.5, 0.5, 1e22, math.inf, -math.inf, math.nan, "", "abc", "héllo wörld"]
    kinds = ["", "b", "c", "d", "e", "E", "f", "F", "g", "G", "n", "o", "s", "x", "X", "%"]
    for value in values:
        for kind in kinds:
            for spec in ["", "10", ".3", "#", ",", "_", "08", "+012,", ".0", "#.0", "#.3", "z.1", "-#14_", " ^15", "=+9"]:
                t.case("format", value, spec + kind)
    pieces = lambda *options: random.choice(options)
    for _ in range(2500):
        spec = (pieces("", "", "<", ">", "^", "=", "*<", "0=", "é>") + pieces("", "", "+", " ", "-") + pieces("", "", "", "z")
                + pieces("", "", "#") + pieces("", "", "0") + pieces("", "", "1", "8", "13", "30") + pieces("", "", ",", "_")
                + pieces("", "", ".0", ".1", ".2", ".5", ".17", ".30") + random.choice(kinds))
        value = random.choice([random_float, lambda: random_int(80), lambda: random.choice(values)])()
        t.case("format", value, spec)
    for value in [1, 1.5, "a", True]:
        for spec in ["abc", "q", "10q", ".", ".d", "5.", ",,", ",_", "_,", "__", "{", "é", "\x01", "99999999999999999999", ".99999999999999999999",
                     ",x", "_x", ",b", "_c", ",s", "_n", "10 ", " 10 ", "+c", "#c", "c", ".2c", "z", "zd", "+s", " s", "#s", "zs", "=s", "=5", "05",
                     "05s", "<05", "0<5", "00005", "+-5", "1 0", "y", "\u20ac", ".3é", "<<5", "<<<5", ".2147483648f", "?", "N", "D", "i", "u", "r", ",n"]:
            t.case("format", value, spec)
    for value in [None, [1], (1,), ...]:
        t.case("format", value, ""); t.case("format", value, "5"); t.case("format", value)
    t.case("format", 1, 2); t.case("format"); t.case("format", 0x110000, "c"); t.case("format", -1, "c"); t.case("format", 2**70, "c")
    t.case("format", 0x20ac, "5c"); t.case("format", 10**400, "f"); t.case("format", 10**400, "d")
    for precision in [0, 1, 2, 3, 10, 17, 20, 25, 50, 60, 100, 400, 1200]:
        for value in [0.1, 0.5, 1.5, 2.5, 0.25, 0.125, 1e23, 5e-324, 123.456, 1e-10, 2.675, 9.5, 99.5, 999.5, 0.05, 1e15, 0.95, 9.995]:
            for kind in "efg%":
                t.case("format", value, f".{precision}{kind}"); t.case("format", value, f"#.{precision}{kind}")
            t.case("format", value, f".{precision}")
    t.write()

    t = Table("percent")
    for text, value in [("%d", "x"), ("%d", 1.9), ("%d", -1.9), ("%i", 3), ("%u", 3), ("%d", math.inf), ("%d", math.nan), ("%x", 1.5), ("%o", "a"),
                        ("%c", "a"), ("%c", "ab"), ("%c", 65), ("%c", 1.5), ("%c", -1), ("%c", 0x110000), ("%c", True), ("%e", "a"), ("%f", None),
                        ("%s", None), ("%r", "a"), ("%a", "é"), ("%s %s", 1), ("%s", (1, 2)), ("%s", ()), ("", 1), ("", ()), ("a", [1]), ("%s", [1]),
                        ("%%", ()), ("%", 1), ("%5", 1), ("%(a", 1), ("%(a)s", 1), ("%(a)s", (1,)), ("%y", 1), ("%é", 1), ("100%", ()), ("% d", 5),
                        ("%*d", (5, 42)), ("%-*d|", (5, 42)), ("%*d|", (-5, 42)), ("%*d", ("a", 1)), ("%.*f", (2, 3.14159)), ("%.*f", (-2, 3.14159)),
                        ("%*d", (2**70, 1)), ("%.*f", (2**40, 1.0)), ("%99999999999999999999d", 1), ("%.99999999999d", 1), ("%ld %hd %Ld", (1, 2, 3)),
                        ("%lld", 1), ("%s%%", 5), ("%d%%", 5), ("%5%", ()), ("%-5%|", ()), ("%.3s|%10.2s|%-10s|", ("abcdef", "abc", "x")),
                        ("%#x %#X %#o %#b", (1, 2, 3, 4)), ("%#x %#X %#o", (255, 255, 255)), ("%#d", 5), ("%+d % d %+d", (5, 5, -5)), ("%b", 1),
                        ("%d", 2**70), ("%x", -(2**70)), ("%05d", -42), ("%-05d|", -42), ("%+05d", 42), ("%#010x", 255), ("%#.5x", 255), ("%.5d", -42),
                        ("%10.5d|", -42), ("%-10.5d|", 42), ("%010.5d", 42), ("%05s", "a"), ("%05c", "a"), ("%s", "é"), ("%10s|", "é"), ("%r", 1.0),
                        ("%d", True), ("%s", True), ("%f", True), ("%f", 2**70), ("%f", 10**400), ("%d", "5"), ("%i", "5"), ("%g", 1e-5),
                        ("%.0f", 0.5), ("%.0f", 1.5), ("%.0f", 2.5), ("%#.0f", 2.5), ("%g", 100000.0), ("%g", 1000000.0), ("%#g", 1.0), ("%G", 1e-10),
                        ("%F", math.inf), ("%E", math.nan), ("%05f", math.inf), ("%+f", math.inf), ("%08.2f", -3.14159), ("% 08.2f", 3.14159), ("%s %d", ("a",)),
                        ("%s", (1,)), ("%(a)s %s", (1,)), ("%z", ()), ("%", ()), ("%-+ #0d", 5), ("%\x01", 1), ("%s", ((1, 2),)), ("%.f", 2.5), ("%.d", 2), ("%.s|", "a")]:
        t.case("%", text, value)
        t.case("%=", text, value)
    for _ in range(1500):
        directive = ("%" + "".join(random.sample("-+ #0", random.randint(0, 3))) + pieces("", "", "1", "8", "12") + pieces("", "", ".0", ".1", ".3", ".10", ".")
                     + random.choice("diuxXoeEfFgGsrc"))
        value = random.choice([random_float, lambda: random_int(70), lambda: random.choice(values)])()
        t.case("%", directive + "|", value)
    t.write()

    t = Table("template")
    a = lambda text, *arguments, **keywords: t.case("str.format", text, *arguments, **keywords)
    for text in ["", "plain", "{}", "{0}", "{} {}", "{0} {0} {1}", "{1} {0}", "{2}", "{x}", "{x} {}", "{} {0}", "{0} {}", "{{}}", "{{{}}}", "{", "}", "{}}", "}{", "{0", "{0!", "{0!r",
                 "{0!r}", "{0!s:>5}", "{0!a}", "{0!x}", "{0!}", "{0!rr}", "{!r}", "{!r:5}", "{:5}", "{:>5}|{:<5}|{:^5}", "{0:{1}}", "{:{}}", "{:{}.{}}", "{:{{}}}", "{0:{0:{0}}}", "{0[0]}",
                 "{0[a]}", "{0[}", "{0[]}", "{0[0]x}", "{0.}", "{0..a}", "{.}", "{[0]}", "{x[1]}", "{x!r:>10}", "{ 0}", "{0 }", "{a b}", "{-1}", "{99999999999999999999999}", "{0[99999999999999999999999]}",
                 "{0[-1]}", "{:}", "{:d}", "{0:5}}", "{0:{}", "{0:}}", "{0{}}", "{0!r{}}", "a{}b{}c", "{0!\u00e9}", "{0!\x01}", "{:x}", "{!s}", "{x:{y}}", "{0:{y}}", "}}{{", "{{}", "{}{", "{0]}", "{0:[}", "{0[{]}", "{0[:]}", "{0[!]}", "{0!s!r}"]:
        a(text); a(text, 5); a(text, 5, 7); a(text, "ab", 9, x=[1, 2]); a(text, [1, 2], 3, 4, x="q", y=6)
        t.case("str.format_map", text, {"x": 1, "y": 5, "a b": "c"})
    t.case("%", "%(x)s %(y)05d", {"x": "a", "y": 42}); t.case("%", "%(z)s", {"x": 1}); t.case("%", "%(a(b))s", {"a(b)": 1})
    t.case("%", "no keys", {"x": 1}); t.case("%", "%s", {"x": 1}); t.case("%", "%(x)*d", {"x": 1})
    t.write()


def methods():
    t = Table("str_methods")
    texts = ["", "a", "abc", "Hello World", "  padded  ", "ÀÉÎ éà", "ß", "ǆ ǅ", "ΑΣ", "ΑΣ Σ", "İi", "ﬁn", "123", "½", "²", "٣", "Ⅷ", "一", "a1_b", "_x", "1x", "x y",
             "tab\tsep", "line\nbreak\r\nmore\x0bend\u2028z", "HELLO", "hello", "Hello", "hELLO wORLD it's", "\x1c\x1f", "\u3000x\u2003", "a,b,,c", "ababab", "日本語", "😀x", "\x7f", "\u200b", "class", "ab\u0301c", "ŉ", "Ω", "aͅ"]
    for name in ["upper", "lower", "title", "capitalize", "swapcase", "casefold", "isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower", "istitle", "isdecimal", "isnumeric", "isidentifier",
                 "isprintable", "isascii", "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "expandtabs"]:
        for text in texts:
            t.case("str." + name, text)
        t.case("str." + name, "a", 1); t.case("str." + name, "a", 1, 2, 3); t.case("str." + name, "a", foo=1)
    m = lambda name, *arguments, **keywords: t.case("str." + name, *arguments, **keywords)
    for text in texts:
        for characters in ["a", " ", "", "abH", None, "é", 1, "d l"]:
            for name in ["strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "count", "find", "rfind", "index", "rindex", "startswith", "endswith", "partition", "rpartition", "split", "rsplit"]:
                m(name, text, characters)
    for text in ["ababab", "日本語日本", "aaa", "", "abc", "a,b,,c", "  x  y  "]:
        for sub in ["a", "ab", "", "b", "日", "本語", ",", "zz", "aa", " "]:
            for bounds in [(0,), (1,), (-2,), (2, 4), (0, -1), (10,), (None, 3), (3, 1), (-100, 100), (10**30,), (-(10**30), 2), (0, 0), (6, 6), (7,), ("a",), (1.5,)]:
                for name in ["find", "rfind", "index", "rindex", "count", "startswith", "endswith"]:
                    m(name, text, sub, *bounds)
            for count in [-1, 0, 1, 2, 10, "a", 1.5, 10**30, True]:
                m("replace", text, sub, "X", count); m("split", text, sub, count); m("rsplit", text, sub, count); m("split", text, maxsplit=count); m("split", text, None, count); m("rsplit", text, None, count)
            m("replace", text, sub, "<->"); m("replace", text, sub, ""); m("replace", text, sub, sub)
    m("replace", "a"); m("replace", "a", "b"); m("replace", "a", 1, "b"); m("replace", "a", "b", 1); m("replace", "a", "b", "c", 1, 2); m("replace", "a", "b", "c", count=1)
    m("split", "a b", sep=" "); m("split", "a b", " ", maxsplit=1); m("split", "a b", sep=None, maxsplit=0); m("split", "a b", " ", sep=" "); m("rsplit", "a b c", maxsplit=1)
    m("split", " a  b ", maxsplit=1); m("rsplit", " a  b ", maxsplit=1); m("split", " a  b ", None, 0); m("rsplit", " a  b ", None, 0); m("split", "a", "b", 1, 2)
    for argument in [("a", "b"), (), ("",), ("x", 1), (1,), ["a"], None, ("b", "ab")]:
        m("startswith", "abc", argument); m("endswith", "abc", argument); m("startswith", "abc", argument, 1)
    for name in ["startswith", "endswith", "find", "count", "index", "rindex", "rfind"]:
        m(name, "abc"); m(name, "abc", 1, 2, 3, 4); m(name, "abc", "a", foo=1)
    for name in ["center", "ljust", "rjust"]:
        for text in ["", "a", "ab", "héé"]:
            for width in [0, 1, 2, 3, 4, 5, 8, -1]:
                m(name, text, width); m(name, text, width, "*"); m(name, text, width, "é")
        m(name, "a"); m(name, "a", "b"); m(name, "a", 5, "ab"); m(name, "a", 5, ""); m(name, "a", 5, 1); m(name, "a", 1.5); m(name, "a", 1, "b", 2); m(name, "a", width=5); m(name, "a", 10**30)
    for text in ["", "1", "-1", "+1", "abc", "-", "--1", "é"]:
        for width in [0, 1, 3, 6, -1]:
            m("zfill", text, width)
    m("zfill", "1"); m("zfill", "1", "a"); m("zfill", "1", 1.5); m("zfill", "1", 10**30)
    for text in ["a\tb", "\t", "ab\tc\n\td", "abcdefgh\tx", "é\tx", "a\r\tb", "\t\t"]:
        for size in [0, 1, 4, 8, -1, True]:
            m("expandtabs", text, size); m("expandtabs", text, tabsize=size)
    m("expandtabs", "a", "b"); m("expandtabs", "a", 2**40)
    for text in ["a\nb", "a\r\nb\r", "\n", "\n\n", "a\x0bb\x0cc\x1cd\x1de\x1ef\x85g\u2028h\u2029i", "x", ""]:
        m("splitlines", text); m("splitlines", text, True); m("splitlines", text, keepends=True); m("splitlines", text, 0); m("splitlines", text, "a"); m("splitlines", text, None)
    for argument in [[], ["a"], ["a", "b"], ("x", "y", "z"), "abc", "", ["a", 1], [1], 1, None, [None, "a"]]:
        m("join", "-", argument); m("join", "", argument)
    m("join", "-"); m("join", "-", [], []); m("partition", "a"); m("partition", "a", 1); m("rpartition", "a", 1); m("partition", "a.b.c", "."); m("rpartition", "a.b.c", ".")
    m("removeprefix", "abc", "ab"); m("removeprefix", "abc"); m("removesuffix", "abc", 1, 2)
    m("translate", "abc", {97: "x", 98: None, 99: 100}); m("translate", "abc", {97: "long", 98: 0x1f600}); m("translate", "abc", 1); m("translate", "abc", {97: 1.5}); m("translate", "abc", {97: -1}); m("translate", "abc", {})
    m("translate", "abc", {97: 2**40}); m("translate", "abc", ["x"] * 98)
    for arguments in [({"a": 1, 98: "x"},), ("ab", "xy"), ("ab", "x"), ("ab", "xy", "c"), (1,), ("a",), ({"ab": 1},), ({1.5: 1},), (1, 2), ("a", 2), ("a", "b", 3)]:
        t.case("str.maketrans", *arguments)
    t.write()


def mathematics():
    t = Table("math")
    one = ["sqrt", "floor", "ceil", "trunc", "fabs", "modf", "exp", "expm1", "exp2", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
           "acosh", "atanh", "degrees", "radians", "isnan", "isinf", "isfinite", "frexp", "cbrt", "erf", "erfc", "gamma", "lgamma", "ulp", "factorial", "isqrt"]
    values = [*FLOATS, *SPECIAL, 0, 1, -1, 2, 10, 2**53, 2**63, 2**64, 10**30, -(10**30), 10**400, -(10**400), True, "a", None, 0.999, -0.999, 170.5, 171.7, -1.5, -170.5, -180.3, 709.9, 20.5, 23, -2, 1000.0, 1e-20]
    for name in one:
        for value in values:
            if name in ("gamma", "lgamma") and value not in (0, 1, 2, 10, 23, -1, -2, 1000.0, "a"):
                continue
            if name == "lgamma" and value in (10, 23, 1000.0):
                continue
            if name == "factorial" and (not isinstance(value, int) or value > 1000):
                if not isinstance(value, (str, float)):
                    continue
            t.case("math." + name, value)
        if name not in ("factorial", "isqrt", "gamma", "lgamma"):
            for _ in range(25):
                t.case("math." + name, random.uniform(-1, 1)); t.case("math." + name, random.uniform(-30, 30)); t.case("math." + name, random_float())
        t.case("math." + name); t.case("math." + name, 1, 2); t.case("math." + name, 1, 2, 3); t.case("math." + name, x=1)
    two = ["fmod", "pow", "atan2", "copysign", "remainder", "nextafter", "hypot", "log", "isclose", "ldexp"]
    small = [0, 1, -1, 2, 0.0, -0.0, 0.5, -0.5, 2.5, -2.5, 1e308, -1e308, 5e-324, 10, math.inf, -math.inf, math.nan, 3, 7.25, 2**70, 10**400, "a"]
    for name in two:
        for x, y in itertools.product(small, small):
            t.case("math." + name, x, y)
        for _ in range(60):
            t.case("math." + name, random_float(), random_float()); t.case("math." + name, random.uniform(-5, 5), random.uniform(-5, 5))
        t.case("math." + name, 1); t.case("math." + name, 1, 2, 3, 4); t.case("math." + name, 1, y=2)
    for _ in range(40):
        t.case("math.ldexp", random_float(), random.randint(-2200, 2200)); t.case("math.gcd", random_int(90), random_int(90)); t.case("math.lcm", random_int(60), random_int(60))
        t.case("math.isqrt", abs(random_int(200))); t.case("math.hypot", *[random_float() for _ in range(random.randint(0, 5))]); t.case("math.fsum", [random_float() for _ in range(random.randint(0, 12))])
        n = random.randint(0, 60)
        t.case("math.comb", n, random.randint(0, n + 2)); t.case("math.perm", n, random.randint(0, n + 2)); t.case("math.log", abs(random_int(500)) + 1); t.case("math.log2", abs(random_int(500)) + 1); t.case("math.log10", abs(random_int(500)) + 1)
        p = [random.uniform(-9, 9) for _ in range(3)]; q = [random.uniform(-9, 9) for _ in range(3)]
        t.case("math.dist", p, q); t.case("math.prod", [random.choice([random_int(30), random_float()]) for _ in range(random.randint(0, 6))])
    t.case("math.gcd"); t.case("math.lcm"); t.case("math.gcd", 12); t.case("math.gcd", -12, 18, 27); t.case("math.lcm", 4, 6, 10); t.case("math.lcm", 0, 5); t.case("math.gcd", 1.5); t.case("math.lcm", "a"); t.case("math.gcd", 0, 0); t.case("math.gcd", -(2**63), 0)
    t.case("math.hypot"); t.case("math.hypot", 3, 4); t.case("math.hypot", 1e200, 1e200); t.case("math.hypot", 1e-200, 1e-200, 3e-200); t.case("math.hypot", 5e-324, 5e-324); t.case("math.hypot", 1, math.inf, math.nan); t.case("math.hypot", 1, "a"); t.case("math.hypot", x=1)
    t.case("math.comb", 5); t.case("math.comb", -1, 2); t.case("math.comb", 5, -1); t.case("math.comb", 5.0, 1); t.case("math.comb", 100, 50); t.case("math.comb", 5, 2**70); t.case("math.comb", 2**70, 2); t.case("math.perm", 5); t.case("math.perm", 5, None); t.case("math.perm", 5, -1); t.case("math.perm", -5); t.case("math.perm", 5.5); t.case("math.perm", 20, 10); t.case("math.perm")
    t.case("math.factorial", -1); t.case("math.factorial", 1.0); t.case("math.factorial", 2**70); t.case("math.factorial", 100); t.case("math.factorial", True); t.case("math.isqrt", -1); t.case("math.isqrt", 1.5); t.case("math.isqrt", 10**40)
    t.case("math.isclose", 1, 1.05, rel_tol=0.1); t.case("math.isclose", 1, 1.05, abs_tol=0.1); t.case("math.isclose", 1, 2, rel_tol=-1); t.case("math.isclose", 1, 1 + 1e-10); t.case("math.isclose", a=1, b=1); t.case("math.isclose", 1, 1, foo=1)
    t.case("math.fsum", [0.1] * 10); t.case("math.fsum", [1e308, 1e308]); t.case("math.fsum", [math.inf, -math.inf]); t.case("math.fsum", [math.inf, 1]); t.case("math.fsum", [math.nan]); t.case("math.fsum", [1e16, 1.0, -1e16]); t.case("math.fsum", []); t.case("math.fsum", ["a"]); t.case("math.fsum", 1); t.case("math.fsum", [1e308, 1e308, -1e308])
    t.case("math.prod", []); t.case("math.prod", [1, 2, 3], start=10); t.case("math.prod", [1], 2); t.case("math.prod", [1.5, 2]); t.case("math.prod", ["a", 2]); t.case("math.prod", ["a", 2.5]); t.case("math.prod", 1); t.case("math.prod", [2**62, 4]); t.case("math.prod")
    t.case("math.dist", (1,), (1, 2)); t.case("math.dist", 1, 2); t.case("math.dist", (0, 0), (3, 4)); t.case("math.dist", (1,), ("a",)); t.case("math.dist", (), ()); t.case("math.dist", (math.inf,), (0,))
    t.case("math.log", 8, 2); t.case("math.log", 2, 1); t.case("math.log", 2, 0); t.case("math.log", 10**400, 10); t.case("math.log", 0); t.case("math.log", -1); t.case("math.ldexp", 1, 10**30); t.case("math.ldexp", 1, -(10**30)); t.case("math.ldexp", 0, 10**30); t.case("math.ldexp", 1, 1.5)
    t.write()


arithmetic()
builtins()
formats()
methods()
mathematics()
