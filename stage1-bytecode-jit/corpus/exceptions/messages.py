# The words of the errors that operations raise.
numbers, table, text, pair, nothing, word = [1, 2, 3], {"a": 1}, "abc", (1, 2), None, "x"


def unpack_two(value):
    a, b = value
    return a, b


def unpack_star(value):
    a, b, *c = value
    return a, b, c


for attempt in (
    lambda: numbers[3], lambda: numbers[-4], lambda: numbers["a"], lambda: numbers[1.0], lambda: table["zz"], lambda: table[1], lambda: table[(1, 2)], lambda: table[None], lambda: text[3], lambda: text["a"], lambda: pair[5], lambda: nothing[0], lambda: word[1],
    lambda: nothing.attribute, lambda: text.attribute, lambda: numbers.attribute, lambda: table.a, lambda: (1).real.x, lambda: (2.5).x, lambda: print.x, lambda: attempt_missing, lambda: nothing(), lambda: text(), lambda: numbers(),
    lambda: 1 + "a", lambda: "a" + 1, lambda: [1] + (1,), lambda: nothing + 1, lambda: "a" * "b", lambda: {} + {}, lambda: -"a", lambda: +[], lambda: ~2.5, lambda: not_defined + 1, lambda: "a" - 1, lambda: "a" / 2, lambda: [] // 2, lambda: {} ** 2, lambda: 1 << 2.0, lambda: "a" & 1,
    lambda: 1 < "a", lambda: [] < {}, lambda: nothing < nothing, lambda: "a" >= 1, lambda: {} > {}, lambda: (1,) <= [1], lambda: max([1, "a"]), lambda: sorted([None, 1]),
    lambda: 1 in "abc", lambda: len(5), lambda: len(nothing), lambda: iter(5), lambda: list(nothing), lambda: sum(["a"]), lambda: [*5], lambda: (*nothing,), lambda: {*5}, lambda: {**nothing}, lambda: print(*5), lambda: dict(**nothing),
    lambda: unpack_two([1]), lambda: unpack_two(""), lambda: unpack_two(5), lambda: unpack_two(nothing), lambda: unpack_two({1: 2}), lambda: unpack_star([1]), lambda: unpack_star([]), lambda: unpack_star(5), lambda: unpack_two("abcd"), lambda: unpack_two(range(10)),
    lambda: int("12a"), lambda: int(""), lambda: int("1.5"), lambda: int(nothing), lambda: float("one"), lambda: float(""), lambda: chr(-1), lambda: ord("ab"), lambda: "a".index("b"), lambda: (1,).index(2), lambda: [].remove(1), lambda: [].pop(), lambda: {}.popitem(), lambda: set().pop(), lambda: {1}.remove(2), lambda: {}.pop(1), lambda: "%d" % "a", lambda: "{}".format(), lambda: "{a}".format(b=1), lambda: "ab".join([1]),
    lambda: 1 / 0, lambda: 2 ** -1, lambda: 10 ** 400 * 1.0, lambda: int(float("inf")), lambda: int(float("nan")), lambda: 1 << -1, lambda: range(0, 1, 0), lambda: [1, 2][::0], lambda: "a" * 10 ** 20, lambda: next(iter([])), lambda: round("a"), lambda: abs("a"), lambda: isinstance(1, "int"),
):
    try:
        print("no error:", attempt())
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


def assign(statement):
    try:
        if statement == 0:
            text[0] = "x"
        elif statement == 1:
            pair[0] = 5
        elif statement == 2:
            numbers[9] = 5
        elif statement == 3:
            nothing[0] = 5
        elif statement == 4:
            numbers["a"] = 5
        elif statement == 5:
            del numbers[9]
        elif statement == 6:
            del table["zz"]
        elif statement == 7:
            del pair[0]
        elif statement == 8:
            del text[0]
        elif statement == 9:
            numbers[0:2] = nothing
        elif statement == 10:
            numbers[0] += "a"
        elif statement == 11:
            table["new"] += 1
        elif statement == 12:
            numbers[::2] = [1, 2, 3]
        elif statement == 13:
            del range(3)[0]
    except Exception as error:
        print(statement, type(error).__name__, error if statement != 9 else "")


for statement in range(14):
    assign(statement)
