# List, dict and set comprehensions: nesting, conditions, scopes.
print([x * x for x in range(6)], [x for x in range(10) if x % 2 if x > 3], [(x, y) for x in range(3) for y in range(x)], [[j for j in range(i)] for i in range(4)])
print({x: x * x for x in range(4)}, {k: v for k, v in [("a", 1), ("b", 2), ("a", 3)]}, {x % 3 for x in range(10)}, {v: k for k, v in {"x": 1, "y": 2}.items()}, {}, {x for x in ()})
print([x if x % 2 else -x for x in range(5)], [y for x in [[1, 2], [3]] for y in x], [a + b for a, b in zip("ab", "cd")], [a for a, *_ in [(1, 2, 3), (4,)]], [c.upper() for c in "abc" if c != "b"])
x = "untouched"
print([x for x in range(3)], x, [x for x in x], {x: x for x in "z"}, x)


def local_scope():
    n, items = 10, [1, 2]
    result = [n * i for i in items]
    return result, [[n + i + j for j in items] for i in items], {i: [n for _ in range(i)] for i in items}


print(local_scope())
print([i for i in range(5) if i not in [j * 2 for j in range(3)]], [len(w) for w in "the quick fox".split()], sum([i for i in range(101)]), max([abs(x) for x in (-5, 3)]))
fs = [lambda: i for i in range(3)]
print([f() for f in fs], [f() for f in [lambda k=k: k for k in range(3)]], [(lambda v: v * 2)(v) for v in range(3)])
print([y := 5, y ** 2], [last := z for z in range(4)], last, [total := total + v if v else (total := 0) for v in range(4)])
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [v for row in matrix for v in row if v % 2 == 0], {(i, j): v for i, row in enumerate(matrix) for j, v in enumerate(row)}, [*[1], *[i for i in range(2)]])
print([(a, b, c) for c in range(1, 20) for b in range(1, c) for a in range(1, b) if a * a + b * b == c * c], {len(w): w for w in ["a", "bb", "c"]}, [i for i in {3: 1, 1: 2}], ["%d" % i for i in range(3)], [f"{i:02}" for i in range(3)])
order = []
def note(v):
    order.append(v)
    return v
print({note("k" + str(i)): note(i) for i in range(2)}, order, [note(i) for i in [note("first")]], order[4:])
for call in (
    lambda: [1 / x for x in (1, 0)], lambda: [x for x in 5], lambda: [a for a, b in [(1,)]], lambda: [missing for _ in range(1)], lambda: [x.nope for x in [1]], lambda: [x for x in [1] if x + "a"], lambda: [i for i in [1] for j in i],
):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)


def in_try():
    try:
        return [10 // d for d in (5, 2, 0, 1)]
    except ZeroDivisionError:
        return [d for d in range(2)]
    finally:
        order.clear()


print(in_try(), order, [in_try() for _ in range(2)])
del x
try:
    print([x for y in range(1)])
except NameError as error:
    print(error)
