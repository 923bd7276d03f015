# Half goes to the even neighbour, and the decimal that counts is the exact one.
print([round(x + 0.5) for x in range(-4, 5)])
print(round(2.5), round(3.5), round(-2.5), round(0.5), round(1.5), round(-0.5), round(0.49999999999999994))
print(round(2.675, 2), round(1.005, 2), round(0.125, 2), round(0.375, 2), round(2.5, 0), round(3.5, 0))
print(round(1234.5678, 2), round(1234.5678, -2), round(1250.0, -2), round(1350.0, -2), round(-1250.0, -2))
print(round(1e300, 2), round(1e-300, 5), round(123.456, 20), round(123.456, -10), round(-0.4), round(-0.4, 0))
print(round(1e16 + 2), round(1e20), round(2.0 ** 70), type(round(2.0)).__name__, type(round(2.0, 0)).__name__)
print(round(5.015, 2), round(0.1 + 0.2, 10), round(99.995, 2), round(9.995, 2), round(1.45, 1), round(8.35, 1))
print(round(float("inf"), 2), round(float("nan"), 1), round(-0.0, 2), round(7.0, None))
for bad in (lambda: round(float("inf")), lambda: round(float("nan")), lambda: round(1.5, "a"), lambda: round(1.5, 1.0)):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)

print(int(2.9), int(-2.9), 2.9 // 1, -2.9 // 1, int(1e18), int(1e19), int(-1e25))
print((2.5).is_integer(), (2.0).is_integer(), (0.5).as_integer_ratio(), (0.1).as_integer_ratio(), (-3.0).as_integer_ratio())
print((1.5).hex(), (0.1).hex(), (-0.0).hex(), (1e-310).hex(), float("inf").hex())
print(float.fromhex("0x1.8p3"), float.fromhex("-0x.1p-4"), (3.7).conjugate(), (2.5).real, (2.5).imag)
print(isinstance(1.0, float), isinstance(1, float), float(), float(True), float("  7  "))
print(bool(0.0), bool(-0.0), bool(1e-300), bool(float("nan")), not 0.0)
