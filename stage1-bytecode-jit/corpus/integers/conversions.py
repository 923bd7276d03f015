# int() of everything, and back to text in every base.
for text in ("42", "  -17\n", "+5", "1_000_000", "0", "-0", "007", "\u0663\u0664"):
    print(repr(text), int(text))

for text, base in (("ff", 16), ("0xFF", 16), ("0b101", 2), ("-0o17", 8), ("zz", 36), ("0x1f", 0), ("10", 0), ("0b11", 0), ("1_0", 7)):
    print(text, base, int(text, base))

for value in (3.99, -3.99, 1e20, -0.0, True, 2.0 ** 70):
    print(value, int(value))

for bad in ("", "  ", "4.5", "1__0", "_1", "0x10", "abc", "--1", "1 2", "٣x"):
    try:
        int(bad)
    except ValueError as error:
        print(error)

for bad, base in (("12", 2), ("8", 8), ("z", 35), ("010", 0), ("", 16)):
    try:
        int(bad, base)
    except ValueError as error:
        print(error)

for bad in (float("nan"), float("inf"), None, [], (1,)):
    try:
        int(bad)
    except Exception as error:
        print(type(error).__name__, error)

try:
    int("1", 37)
except ValueError as error:
    print(error)
try:
    int(1, 10)
except TypeError as error:
    print(error)

for n in (0, 1, -1, 10, 255, -256, 2 ** 65, -(2 ** 65)):
    print(bin(n), oct(n), hex(n), str(n), repr(n))
print(int(), int(bin(-37), 2), int(hex(10 ** 30), 16) == 10 ** 30, int(str(7 ** 90)) == 7 ** 90)
print(0xFF, 0o17, 0b1010, 1_000, 0xDEAD_BEEF)
