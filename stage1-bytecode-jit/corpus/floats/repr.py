# The shortest text that reads back as the same number.
for x in (0.1, 0.2, 0.1 + 0.2, 1 / 3, 2 / 3, 100.0, 1e15, 1e16, 1e17, 123456789012345680.0, 1e-4, 1e-5, 0.00012345, 1.5e-7):
    print(x, -x)
print(1e22, 1e23, 1e100, 1e308, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308)
print(9007199254740993.0, 9999999999999998.0, 99999999999999990.0, 1234567890123456.7)
print(0.0, -0.0, 0.0 == -0.0, repr(-0.0), str(-0.0))
print(float("inf"), float("-inf"), float("nan"), -float("nan"))
print([1.0, 2.50, 1e300 * 10], (0.1,), {1.5: -2.5})
print(3.0, 3.14, 1e0, 1E5, 12_345.678_9, .5, 5., 1e+3)
print(float(10 ** 15), float(10 ** 16), float(2 ** 53), float(2 ** 64), float(3 ** 40))

x = 1.0
for _ in range(12):
    x /= 7
    print(x)
x = 1.0
for _ in range(12):
    x *= 1234.5
    print(x)

for text in ("1.5", " 2.5 ", "1e3", "-1E-3", "inf", "-Infinity", "NaN", "1_0.5_0", ".5", "5.", "+3", "1e400", "1e-400", "0x10", "", "1.2.3", "abc", "1e", "_1", "1__2.0"):
    try:
        print(repr(text), float(text))
    except ValueError as error:
        print(error)
for value in (None, [], (1,)):
    try:
        float(value)
    except TypeError as error:
        print(type(error).__name__, error)
