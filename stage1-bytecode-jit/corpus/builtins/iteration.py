# enumerate, zip, map, filter, reversed, iter, next, any, all, sum.
print(list(enumerate("abc")), list(enumerate([7, 8], start=5)), list(enumerate([])), dict(enumerate("xy")))
print(list(zip([1, 2, 3], "ab")), list(zip()), list(zip([1])), list(zip(range(3), range(3, 6), "xyz")), dict(zip("ab", [1, 2])), list(zip(*[(1, 2), (3, 4)])), list(zip([1, 2], [3, 4], strict=True)))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])), list(map(int, "123")), list(map(max, [1, 5], [4, 2])), list(map(len, ["a", "bb"])), sum(map(abs, [-1, -2])))
print(list(filter(None, [0, 1, "", "a", [], [0], None])), list(filter(lambda x: x > 1, [1, 2, 3])), list(filter(str.isdigit, "a1b2")), tuple(filter(None, ())))
print(list(reversed([1, 2, 3])), list(reversed("abc")), list(reversed((1, 2))), list(reversed(range(3))), list(reversed({"a": 1, "b": 2})))
it = iter([1, 2, 3])
print(next(it), next(it), next(it), next(it, "end"), next(it, None))
try:
    next(it)
except StopIteration as stop:
    print("StopIteration", stop.args, stop.value)
print(any([0, "", 1]), any([]), all([1, "a"]), all([]), all([1, 0]), any(map(lambda x: x > 2, [1, 2, 3])), all("abc"), any({0: 1}), any(range(1)))
calls = []
def watch(x):
    calls.append(x)
    return x > 1
print(any(map(watch, [1, 2, 3])), calls, all(map(watch, [5, 0, 7])), calls)
print(sum([1, 2.5, True]), sum([], 10), sum([[1], [2]], []), sum({1: "a", 2: "b"}), sum(range(5), start=100), sum([0.5, 0.25]), sum([10 ** 20, 1]), sum((), ()))
m = map(lambda x: x * 2, [1, 2, 3])
print(next(m), list(m), list(m))
e = enumerate("ab")
print(next(e), list(e))
z = zip([1, 2, 3], iter("ab"))
print(list(z), list(z))
a = iter(range(6))
print(list(zip(a, a)), list(zip(*[iter("abcdef")] * 3)))
a = iter([1, 2, 3])
print(1 in a, list(a), 2 in iter([1, 2, 3]), max(iter([1, 3, 2])), min(map(abs, [-3, 2])), sorted(map(str, [3, 1])), ",".join(map(str, range(3))), set(map(len, ["a", "b"])), tuple(map(bool, [0, 1])))
print(list(iter(lambda s=[3, 2, 1, 0]: s.pop(), 2)), iter(it) is it, [*map(str, range(2)), *filter(None, [0, 1])], dict(map(lambda k: (k, k * k), range(3))))
b, *c = map(int, "123")
print(b, c, len(list(map(str, []))), list(map(lambda *a: a, [1], [2], [3])))
for f in (lambda: list(map(lambda x: 1 / x, [1, 0])), lambda: list(zip([1], [1, 2], strict=True)), lambda: list(map(lambda a: a, [1], [2])), lambda: next(iter(())), lambda: list(filter(lambda: 1, [1])), lambda: len(map(str, [])), lambda: zip([1])[0], lambda: reversed(map(str, [])), lambda: list(reversed({1, 2}))):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
print(type(iter([])).__name__, type(iter(())).__name__, type(iter("")).__name__, type(iter({})).__name__, type(iter(set())).__name__, type(iter(range(1))).__name__, type(zip()).__name__, type(map(str, [])).__name__, type(reversed([])).__name__, type(enumerate([])).__name__, type({}.items()).__name__, type(iter({}.values())).__name__)
