# Alignment, precision and the errors of text.
for s in ("", "a", "hello", "éß€"):
    print(f"{s}|{s:s}|{s:8}|{s:<8}|{s:>8}|{s:^8}|{s:*^8}|{s:.2}|{s:8.2}|{s:-^9.3s}|{s:08}|{s!r:>9}|{s!r:.3}|{s!a}")
for value in (None, [1, 2], (1,), {"a": 1}, {1}, range(3), True, int, slice(1, 2)):
    print(f"{value}|{value!r}|{value!s:>20}|{str(value):.3}")
for value, spec in (("a", "d"), ("a", "5d"), ("a", "+"), ("a", "=5"), ("a", ","), ("a", "#"), ("a", "0=5"), ("a", "x"), ("a", " "), ("a", "_"), (None, "5"), ([1], ">5"), ({}, "d"), ((1, 2), "s"), ({1}, "<9"), (range(2), ".2")):
    try:
        print(repr(format(value, spec)))
    except (ValueError, TypeError) as error:
        print(repr(value), spec, type(error).__name__, error)
for bad in (lambda: format("a", 5), lambda: format(), lambda: format(1, "d", 2)):
    try:
        print(bad())
    except TypeError as error:
        print(error)
