# Types as values, conversions between them, isinstance, callable, hash.
values = [0, 1, -1, 2.5, "", "5", "text", None, True, [], [1, 2], (), (1, 2), {}, {"a": 1}, set(), {1}, range(2), frozenset([3])]
for v in values:
    print(repr(v), type(v), type(v).__name__, bool(v), str(v), [t.__name__ for t in (int, float, str, bool, list, tuple, dict, set, frozenset, range) if isinstance(v, t)], callable(v))
for convert in (int, float, str, bool, list, tuple, set, dict, frozenset, repr, len, sorted, abs):
    row = []
    for v in values:
        try:
            r = convert(v)
            row.append(sorted(r, key=str) if isinstance(r, (set, frozenset)) else r)
        except Exception as error:
            row.append(type(error).__name__)
    print(convert.__name__, row)
print(isinstance(1, (str, (int, float))), isinstance("a", ()), isinstance(True, int), isinstance(None, type(None)), isinstance(int, type), isinstance(type, type), isinstance(print, object), isinstance(ValueError(), (KeyError, Exception)), isinstance(1, object), isinstance([], list) and not isinstance([], tuple))
print(type(1) == int, type(1) is type(2), type([]) == list, type(type(1)), type(None), type(print).__name__, type(lambda: 0).__name__, type(len), type(ValueError))
print(int, str, list, dict, float, bool, tuple, set, frozenset, range, slice, type, object, ValueError, enumerate, zip, map)
print(callable(len), callable(int), callable(lambda: 0), callable("a".upper), callable(5), callable(None), callable(ValueError))
print(hash(0), hash(1), hash(-1), hash(-2), hash(True), hash(5.0), hash(12345), hash(-12345), hash(1) == hash(1.0))
print(bin(10), oct(8), hex(255), bin(-5), hex(-1), oct(0), bin(True), chr(97), ord("a"), divmod(17, 5), divmod(-17, 5), divmod(7.5, 2), pow(2, 10), pow(2, 10, 1000), abs(-2.5), round(2.567, 2), round(-2.5), max("abc"), min(3, 1))
print(repr("a"), repr([None, True, 1.0, "x"]), ascii("é"), str([1, "a"]), str((1,)), str({"k": "v"}), format(3.14159, ".2f"), format("a", ">3"), "|")
print(1, "a", None, 2.5, [1], sep="-", end="!\n")
print(); print("", end=""); print("a", "b", sep=""); print("x", end=" "); print("y", sep="never"); print(*[1, 2, 3], sep="\n"); print(*[], sep=","); print("a\tb", "c", sep=None, end=None); print(1, 2, flush=True)
f = print
f("alias", end=".\n")
print(print("inner"))
print(list(map(type, [1, "a", None]))[0] is int, {int: "int", str: "str"}[type(5)], [t("5") for t in (int, float, str, list)], (int if True else str)("7"))
