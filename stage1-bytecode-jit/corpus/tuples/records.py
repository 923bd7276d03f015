# Tuples as records: sorting, grouping, keys, swaps.
people = [("Ann", 31, ("Oslo", "NO")), ("Bob", 25, ("Rome", "IT")), ("Cid", 31, ("Bern", "CH")), ("Dee", 25, ("Oslo", "NO"))]
print(sorted(people, key=lambda p: (p[1], p[0])), sorted(people, key=lambda p: p[2])[0][0], max(people)[0], min(people, key=lambda p: p[1])[0])
by_city = {}
for name, age, (city, country) in people:
    by_city.setdefault((city, country), []).append((age, name))
print(by_city, sorted(by_city), by_city["Oslo", "NO"])
points = [(3, 4), (0, 0), (-1, 2), (3, -4)]
print(sorted(points), sorted(points, key=lambda p: p[0] ** 2 + p[1] ** 2), [(x + 1, y * 2) for x, y in points], {(x, y): x * y for x, y in points}, (3, 4) in points, points.index((-1, 2)))
first, *others = points
print(first, others, *first, sep=" / ")


def minmax(values):
    low = high = None
    for v in values:
        low = v if low is None or v < low else low
        high = v if high is None or v > high else high
    return low, high


low, high = minmax([3, 1, 2])
print(low, high, minmax([]), minmax("hello"), minmax(points))
state = (0, 1)
for _ in range(10):
    state = state[1], state[0] + state[1]
print(state, state + (0,) * 3, state[:1] * 4, tuple([x * 2 for x in state]))
versions = ["1.10.0", "1.9.3", "1.9", "2.0"]
print(sorted(versions, key=lambda v: tuple(map(int, v.split(".")))), (1, 9) < (1, 9, 0) < (1, 10), (1, "a") < (1, "b"), ((1, 2), 3) < ((1, 3), 0))
counts = {}
for pair in zip("abcab", "xyzxy"):
    counts[pair] = counts.get(pair, 0) + 1
print(counts, counts[("a", "x")], {v: k for k, v in counts.items()})
t = (1, [2, 3], {"k": (4,)})
u = t
t[1].append(9)
print(u, t is u, t[:] is t, t == (1, [2, 3, 9], {"k": (4,)}), tuple(list(t)) == t, len(t[1]), t[2]["k"] + (5,))
for i, (a, b) in enumerate(zip(points, points[1:]), start=1):
    print(i, a, b, a < b, a[0] - b[0], end="; ")
print()
try:
    print(sorted([(1, "a"), (1, None)]))
except TypeError as error:
    print(error)
print(sorted([(1, "a"), (2, None), (0, [])]), hash(()) == hash(()), (0.0,) == (-0.0,), (True, False) == (1, 0))
