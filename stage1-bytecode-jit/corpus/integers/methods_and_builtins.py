# abs, round, divmod, pow, min, max, sum and the methods of int.
print(abs(-5), abs(5), abs(True), abs(-(2 ** 80)))
print(round(5), round(15, -1), round(25, -1), round(35, -1), round(-25, -1), round(1234, -2), round(1250, -2), round(1350, -2))
print(round(10 ** 20 + 5, -1), round(7, 3), round(7, -1), round(4, -1), round(5, -1), round(123, -5), round(-15, -1))
print(round(True), type(round(5)).__name__, round(5, None))
print(sum([1, 2, 3]), sum([], 5), sum((1, 2), 10 ** 20), sum([True, True, False]), sum(range(101)))
print(sum([[1], [2, 3]], []), sum(((1,), (2,)), ()))
print(min(3, 1, 2), max([4, 9, 2]), min("b", "a"), max((1, 2), (1, 3)), min([5], default=0), max([], default=None))
print(pow(2, 5), pow(2, 5, 3), pow(2.0, 3), pow(2, -1), pow(base=3, exp=2, mod=5))
print((5).bit_length(), (255).bit_count(), (5).conjugate(), (7).numerator, (7).denominator, (7).real, (7).imag)
print((6).as_integer_ratio(), isinstance(5, int), isinstance(True, int), isinstance(5, bool))
print(type(5), type(True), type(5) is int, type(True) is int, int is type(3))
print(bool(0), bool(-1), bool(10 ** 30), not 0, not 3)
print(0 or 7, 3 and 0, 3 and 4, not not 5)

x = 10
x += 5; x -= 3; x *= 4; x //= 5; x **= 2; x %= 50; x <<= 3; x >>= 1; x |= 1; x &= 0xFF; x ^= 3
print(x)
x /= 2
print(x)

for call in (
    lambda: sum(["a"]),
    lambda: sum(["a"], ""),
    lambda: min(),
    lambda: abs("x"),
    lambda: pow(2, 3.0, 5),
    lambda: divmod("a", 2),
    lambda: round("x"),
    lambda: max(1, "a"),
    lambda: min(5),
):
    try:
        print(call())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
