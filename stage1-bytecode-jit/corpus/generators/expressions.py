# Generator expressions, and everything that takes an iterable.
import math

xs = [3, 1, 2]
print(sum(x * x for x in xs), max((abs(x) for x in [-3, 2]), default=0), min(x for x in xs))
print(any(x == 2 for x in xs), all(x for x in xs), any(x > 9 for x in xs), all(()), any(()))
print(sorted((-x for x in xs)), list(x for x in xs), tuple(x for x in xs), {*(x % 2 for x in xs)})
print("".join(c.upper() for c in "abc"), ",".join(str(x) for x in xs), dict((c, ord(c)) for c in "ab"))
print(*(i for i in range(3)), [*(i for i in range(2)), 9], math.prod(x for x in xs), math.fsum(x / 2 for x in xs))
print(list(zip((i for i in range(3)), "ab")), list(map(lambda x: -x, (i for i in range(3)))), list(filter(None, (i for i in range(3)))), list(enumerate(c for c in "xy")))
print([x for x in (y for y in range(3))], {x: x for x in (y for y in range(2))})
a, *b = (i * i for i in range(4))
print(a, b, 4 in (i for i in range(5)), 9 in (i for i in range(5)))
first, second = (i for i in (1, 2))
print(first, second, set(i % 3 for i in range(9)) == {0, 1, 2}, frozenset(c for c in "aa"))
try:
    p, q = (i for i in range(3))
except ValueError as e:
    print(e)
g = (x for x in xs if x > 1)
print(next(g), list(g), list(g), str(g)[:28])
xs2 = [1, 2]
g = (x for x in xs2)
xs2.append(3)
print(list(g))
print(list((i, j) for i in range(3) if i % 2 == 0 for j in range(i)))


def scope(n):
    k = 10
    g = (k * i + n for i in range(3))
    k = 20
    return list(g)


print(scope(1))
fs = list((lambda: i) for i in range(3))
print([f() for f in fs])
l = []
l.extend(i for i in range(3))
l[1:2] = (c for c in "xyz")
l += (i for i in range(2))
print(l, "a" in (c for c in "abc"), [].__class__)
d = {}
d.update((k, 1) for k in "pq")
s = {1}
s.update(i for i in range(3))
s |= set(i for i in range(5, 7))
print(d, s)


def f(*args, **kw):
    return args, kw


print(f(*(i for i in range(2)), **dict((k, 0) for k in "z")))
try:
    (1 // i for i in [0]).__next__()
except ZeroDivisionError as e:
    print(type(e).__name__)
try:
    (i for i in 5)
except TypeError as e:
    print(e)
print(sum((yield_ for yield_ in range(4)), 100), list(reversed([i for i in range(3)])))
for i, x in enumerate(x for x in "ab"):
    print(i, x, end=";")
else:
    print("else")
