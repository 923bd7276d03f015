# range objects: arithmetic without a list behind them.
for r in (range(5), range(2, 8), range(0, 10, 3), range(10, 0, -3), range(5, 5), range(0, -5), range(-5, 0), range(10 ** 20, 10 ** 20 + 3)):
    print(r, list(r), bool(r), r[::-1], list(reversed(r)), sum(r), r.start, r.stop, r.step)
r = range(0, 20, 3)
print(len(r), r[0], r[-1], r[2:5], r[::2], r[5:1:-1], 9 in r, 10 in r, 9.0 in r, "a" in r, True in r, r.index(9), r.count(9), r.count(10), max(r), min(r))
print(range(3) == range(0, 3, 1), range(0) == range(5, 1), range(0, 3, 2) == range(0, 4, 2), range(3) == [0, 1, 2], hash(range(3)) == hash(range(0, 3)), {range(2): "key"}[range(0, 2)])
print(range(0, 10 ** 30, 10 ** 29)[3], 10 ** 29 in range(0, 10 ** 30, 10 ** 29), range(10 ** 30)[-1], range(0, 10, 10 ** 30), list(range(0, 10, 10 ** 30)))
print(list(range(True, 4)), tuple(range(3)), [*range(3), *range(2)], list(zip(range(3), range(10, 0, -4))), list(enumerate(range(5, 7))), set(range(3)), dict.fromkeys(range(2)), sorted(range(3), reverse=True))
total = 0
for i in range(10, -11, -5):
    for j in range(i, i + 2):
        total += i * j
print(total, i, j)
for i in range(3):
    i *= 10
    print(i, end=" ")
print(i)
for i in range(0):
    pass
print(i)
it = iter(range(3))
print(next(it), list(it), next(it, "end"), iter(range(2)) is iter(range(2)))
for f in (
    lambda: range(), lambda: range(1, 2, 0), lambda: range(1.5), lambda: range("a"), lambda: range(1, 2, 3, 4), lambda: range(3)[3], lambda: range(3)[-4], lambda: range(3)["a"], lambda: range(3) + range(2), lambda: range(3) < range(4),
    lambda: range(None), lambda: range(3)[1.0], lambda: range(3).append(1), lambda: range(3)[::0], lambda: range(stop=3), lambda: range(3) * 2,
):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
try:
    r[0] = 1
except TypeError as error:
    print(error)
