# The format specifications of int.
for n in (0, 7, -7, 1234567, -1234567, 10 ** 20):
    print(f"{n}|{n:d}|{n:5}|{n:<9}|{n:>9}|{n:^9}|{n:09}|{n:+}|{n: }|{n:-}|{n:,}|{n:_}")
    print(f"{n:x}|{n:X}|{n:o}|{n:b}|{n:#x}|{n:#X}|{n:#o}|{n:#b}|{n:#010x}|{n:_b}|{n:_x}|{n:#_x}|{n:n}")
    print(f"{n:*>12}|{n:*<12}|{n:*^12}|{n:*=+12}|{n:=+12}|{n:0=12}|{n:012,}|{n:+012_}|{n:015,d}|{n:>+12,}")
    print(f"{n:f}|{n:.2f}|{n:e}|{n:.3e}|{n:g}|{n:G}|{n:.0f}|{n:%}|{n:.1%}|{n:,.2f}|{n:E}")
for n in (65, 0x20AC, 0x1F600, 10):
    print(repr(f"{n:c}"), repr(f"{n:5c}"), repr(f"{n:<3c}"))
print(f"{True}|{True:d}|{True:5}|{True!s:>6}|{False:>3}|{True:x}|{True:.1f}")
print(format(255, "08b"), format(255, ""), format(-255, "#x"), format(5, ">3"), "{:,}".format(10 ** 9), "{:_}".format(-10 ** 9))
print(f"{5:00005}|{-5:05}|{5:<05}|{5:^05}|{-5:x=8}|{1234:06,}|{1234:08,}|{-1234:08,}|{12345678:_x}|{0:,}")

for spec in ("s", "z", "5.2d", ".2d", ",x", ",b", ",n", "+c", "#c", "10.3", "_,", ",_", "ss", "é", "<<<", "99999999999999999999"):
    try:
        print(spec, format(5, spec))
    except (ValueError, OverflowError) as error:
        print(spec, type(error).__name__, error)
try:
    print(f"{0x110000:c}")
except OverflowError as error:
    print(error)
