# Division, floor division and remainder of every sign, and mixed types.
for a in (7.5, -7.5, 7.0, -7.0, 0.0, -0.0):
    for b in (2.0, -2.0, 0.7, float("inf"), -float("inf")):
        print(a, b, a // b, a % b, divmod(a, b))
print(1 + 0.5, 2 * 1.5, 7 // 2.0, -7 // 2.0, 7 % -2.5, 1e300 * 1e10, -1e300 * 1e10)
print(2.0 ** 0.5, 2 ** 0.5, 4 ** 0.5, 4 ** -0.5, 0.0 ** 0, (-8.0) ** 3, 10.0 ** -2, 2.0 ** 1000)
print(1e308 + 1e308, 1e308 * 10 - 1e308 * 10, 1e-320 / 10, 5e-324 / 2)
print(3.0 - 2, True + 0.5, 0.1 * 3, 0.1 + 0.7, 4.35 * 100, 1.1 + 2.2)
print(-0.0 + 0, -0.0 - 0, 0.0 * -1, -0.0 + -0.0, 0.0 - 0.0, abs(-0.0), -(0.0))
print(1e16 + 1, 1e16 + 2, 2.0 ** 53 + 1, 0.1 + 0.2 == 0.3, 0.5 + 0.25 == 0.75)
print(-1 % 3.0, 5.5 % -2, -1e-20 % 3.0, 1e20 % 3, -1 // 1e300)

inf, nan = float("inf"), float("nan")
print(inf - inf, inf * 0, inf + 1, -inf, inf // 1, 1 // inf, -1 // inf, inf % 2, 2 % inf, -2 % inf)
print(nan == nan, nan != nan, nan < 1, nan is nan, [nan] == [nan], nan in [nan], inf == inf, inf > 10 ** 400)
print(max(nan, 1), max(1, nan), min(nan, 1), sorted([3.0, -inf, inf, 0.0]))

for f in (
    lambda: 1.0 / 0.0,
    lambda: 1.0 // 0.0,
    lambda: 1.0 % 0.0,
    lambda: divmod(1.0, 0),
    lambda: 0.0 ** -1,
    lambda: 1e200 ** 2,
    lambda: 10.0 ** 400,
    lambda: float(10 ** 400),
    lambda: 1.5 + 10 ** 400,
    lambda: 10 ** 400 / 7,
    lambda: int(inf),
    lambda: int(nan),
    lambda: 1.5 << 1,
    lambda: 2 & 1.0,
    lambda: ~1.5,
):
    try:
        print(f())
    except Exception as error:
        # The words for a division by zero, and for a power too big, depend on the version.
        same = not isinstance(error, ZeroDivisionError) and type(error.args[0]) is str
        print(type(error).__name__, error if same else "")
