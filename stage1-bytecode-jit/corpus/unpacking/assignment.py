# Unpacking on the left side, of every shape.
a, b = 1, 2
(c, d), [e, f] = (3, 4), (5, 6)
g, (h, (i, j)), k = 7, (8, (9, 10)), 11
print(a, b, c, d, e, f, g, h, i, j, k)
first, *rest = [1, 2, 3]
*init, last = "abc"
head, *middle, tail = range(5)
only, *nothing = (1,)
*everything, = {"k": 1, "l": 2}
print(first, rest, init, last, head, middle, tail, only, nothing, everything)
(x, *y), *z = [(1, 2, 3), 4, 5]
print(x, y, z)
[p, q] = {1: "a", 2: "b"}.items()
print(p, q)
m = n = o = []
m.append(1)
print(m, n, o, m is o)
a, b, c = c, a, b
print(a, b, c)
l = [0, 1, 2]
l[0], l[1], l[2] = l[2], l[0], l[1]
i = 0
i, l[i] = 2, "first i then l[2]"
print(l)
d = {}
d["a"], *d["rest"], (d["b"], d["c"]) = 1, 2, 3, (4, 5)
print(d)
for a, (b, *c) in [(1, (2, 3, 4)), (5, "67")]:
    print(a, b, c)
print([a + b for a, (b, _) in [(1, (2, 3))]], [(k, v) for (k, v), in [((1, 2),)]])
print([*range(3), *"ab", *[], *{5}], (*[1], 2), {*[1, 2], *(2, 3)}, {**{"a": 1}, "b": 2, **{"a": 3}}, *[1, 2], *(3,))
def f(*args, **kwargs):
    return args, kwargs
print(f(*[1, 2], 3, *"x", k=1, **{"l": 2}), f(*(), **{}), f(*range(2), *[9]))
def returns_many():
    return 1, *[2, 3], 4
print(returns_many(), (lambda: (1, 2))()[1])
a = b, c = 1, 2
print(a, b, c)
a, b = b, a = 5, 6
print(a, b)
() = []
[] = ()
try:
    () = [1]
except ValueError as error:
    print(type(error).__name__)
a = 1, 2
a, *a = a
print(a)
it = iter([1, 2, 3, 4])
a, b = next(it), next(it)
*c, = it
print(a, b, c)
for bad in ([], [1], [1, 2, 3], "", "abc", {}, 5, None, range(9), iter([1]), {1, 2, 3}, map(str, [1, 2, 3])):
    try:
        a, b = bad
        print(a, b)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, str(error).split(")")[0].split(", got")[0])
for bad in ([], [1], 5, "a", iter([])):
    try:
        a, *b, c = bad
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
try:
    (a, b), c = [1, 2], (3, 4)
    print(a, b, c)
    (a, b), c = 1, 2
except TypeError as error:
    print(error)
left = right = 0
def effect(n):
    print("index", n, end=" ")
    return n
target = [0] * 3
target[effect(0)], target[effect(1)] = effect(10), effect(11)
print(target)
target[effect(2)] += effect(5)
print(target)
