# Built-in functions called with the wrong arguments.
for call in (
    lambda: len(), lambda: len(1), lambda: len(1, 2), lambda: len(x=1), lambda: abs(), lambda: abs("a"), lambda: abs(None), lambda: ord(), lambda: chr("a"), lambda: chr(1.5),
    lambda: int([]), lambda: int("a"), lambda: float("a"), lambda: int("1", "2"), lambda: bool(1, 2), lambda: list(1), lambda: tuple(1.5), lambda: set(None), lambda: dict(1),
    lambda: sorted(1), lambda: sorted([], key=1, reverse=0), lambda: reversed(5), lambda: reversed({1}), lambda: enumerate(5), lambda: enumerate(), lambda: zip(1), lambda: zip([1], 2), lambda: list(zip([1, 2], [1], strict=True)), lambda: list(map(len, 5)), lambda: map(len), lambda: list(map(5, [1])), lambda: filter(None), lambda: list(filter(5, [1])),
    lambda: any(5), lambda: all(None), lambda: sum(5), lambda: sum([1], "a"), lambda: sum(["a", "b"]), lambda: max(5), lambda: max(), lambda: min(1, 2, key=5), lambda: max([1], [2], default=3), lambda: max(1, "a"),
    lambda: iter(5), lambda: next([]), lambda: next(iter([])), lambda: iter(), lambda: next(), lambda: isinstance(1), lambda: isinstance(1, 5), lambda: isinstance(1, (int, 5)), lambda: callable(), lambda: hash([]), lambda: hash(), lambda: repr(), lambda: repr(1, 2),
    lambda: divmod(1), lambda: divmod(1, "a"), lambda: pow(1), lambda: pow("a", 2), lambda: pow(2, 3, 0), lambda: pow(2.0, 3, 5), lambda: round(), lambda: round("a"), lambda: round(1, 2, 3), lambda: hex(1.5), lambda: bin("a"), lambda: oct(None), lambda: hex(), lambda: range(),
    lambda: print(1, sep=5), lambda: print(1, end=5), lambda: [].append(), lambda: [].append(1, 2), lambda: [].append(x=1), lambda: "".join(), lambda: "".join(1), lambda: "".join([1, "a"]), lambda: {}.get(), lambda: {}.keys(1), lambda: "a".upper(1), lambda: (1).bit_length(1), lambda: [].pop(1, 2), lambda: "a".split(1), lambda: "a".split(",", "a"), lambda: "a".format_map(),
    lambda: undefined_name, lambda: (5).nothing, lambda: "a".nothing, lambda: None.nothing, lambda: [].nothing, lambda: {}.nothing, lambda: (1).append(2), lambda: len.nothing, lambda: print.nothing, lambda: (lambda: 0).nothing,
):
    try:
        result = call()
        print(result if type(result).__name__ in ("int", "list", "str", "NoneType", "bool") else type(result).__name__)
    except Exception as error:
        print(type(error).__name__, error)
