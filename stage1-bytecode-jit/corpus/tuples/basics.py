# Tuples: literals, operators, comparison, hashing.
print((), (1,), (1, 2), 1, (1), ((1,),), tuple(), tuple([1, 2]), tuple("ab"), tuple(range(3)), tuple({"k": 1}))
t = (1, "a", 2.5, None)
print(t[0], t[-1], t[1:3], t[::-1], len(t), t + (5,), t * 2, 2 * (0,), () * 3, "a" in t, 1.0 in t, t.index("a"), t.count(1), (1, 1.0, True).count(1))
print((1, 2) < (1, 3), (1, 2) < (1, 2, 0), () < (1,), (1, 2) == (1.0, 2.0), (1, 2) == [1, 2], (2,) > (1, 9), ("a", 1) < ("b", 0), (1, "a") == (1, "a"))
d = {(1, 2): "pair", (): "empty", ((1,), 2): "nested"}
print(d[1, 2], d[()], d[(1,), 2], d[(1.0, 2.0)], hash((1, 2)) == hash((1.0, 2)), (1, 2) in d, (2, 1) in d)
t = (1, 2)
u = t
u += (3,)
print(t, u, t is u, tuple(t) is t, t[:] == t)
a, b = 1, 2
a, b = b, a
print(a, b, (a, b), max((1, 5), (2, 0)), min((1, 5), (1, 2)), sorted([(2, 1), (1, 2)]), sum((1, 2, 3)), any(()), all(()))
print((1, 2, 3)[slice(0, 2)], (lambda *a: a)(1, 2), tuple(reversed((1, 2))), tuple(sorted((3, 1))), (*"ab", *(1, 2)), bool(()), bool((0,)), not (), (1, (2, (3, (4,)))))
nested = ((1, 2), [3, 4], {"k": (5,)})
nested[1].append(9)
print(nested, nested[2]["k"][0])
for call in (
    lambda: t[2], lambda: t[-3], lambda: t["a"], lambda: t[1.0], lambda: t + [1], lambda: t + 1, lambda: t * "a", lambda: t.index(9), lambda: t < 5, lambda: t < [1], lambda: (1, "a") < (1, 2),
    lambda: hash(([],)), lambda: {([],): 1}, lambda: tuple(5), lambda: t.append, lambda: t(), lambda: t.index(), lambda: -t, lambda: (1, [2], {3}).count(5), lambda: tuple(1, 2),
):
    try:
        print(call())
    except Exception as error:
        # 3.14 has other words for the unhashable.
        print(type(error).__name__, "unhashable" if "unhashable" in str(error) else error)
try:
    t[0] = 5
except TypeError as error:
    print(error)
try:
    del t[0]
except TypeError as error:
    print(error)
