# Every method of list, what it returns and what it changes.
a = [3, 1, 2]
print(a.append(4), a, a.extend("xy"), a, a.insert(1, "in"), a)
print(a.pop(), a.pop(0), a.pop(-2), a, a.remove("x") if "x" in a else None, a)
a = [5, 3, 8, 3]
print(a.index(3), a.index(3, 2), a.index(3, -1), a.count(3), a.count("no"), a.reverse(), a, a.sort(), a, a.copy() == a, a.copy() is a, a.clear(), a)
a.insert(100, "end"); a.insert(-100, "front"); a.insert(-1, "before end")
print(a, len(a))
a.extend(range(3)); a.extend({"k": 1}); a.extend(()); a += (9, 8); a += "z"; a += {7}
print(a)
b = a
b *= 2
print(b is a, len(a))
b = b + [1]
print(b is a, len(a), len(b))
a = [1, 2, 3]
a.extend(a)
print(a, a * 2 == a + a, [0] * 3, 2 * [1, 2], [] * 5, [1] * -1, [[]] * 2)
grid = [[0] * 3] * 2
grid[0][0] = 1
print(grid, [[0] * 2 for _ in range(2)])
x = [1]
x.append(x)
print(x, x[1] is x, [x], len(x[1][1]))
for call in (
    lambda: [].pop(), lambda: [1].pop(5), lambda: [1].pop("a"), lambda: [1].remove(2),
    lambda: [1].append(), lambda: [1].append(1, 2), lambda: [].extend(5), lambda: [1] + (2,), lambda: [1] + None, lambda: [1] * "a", lambda: [1] * 1.5, lambda: [1] * [2],
    lambda: [1].insert(1), lambda: [].sort(5), lambda: [1].nothing, lambda: [1][5], lambda: [1][-2], lambda: x["a"], lambda: x[1.0], lambda: x[None], lambda: x[(1,)], lambda: x(), lambda: [1]["a":], lambda: hash([]), lambda: [] < 5, lambda: [1, "a"] < [1, 2], lambda: list(5), lambda: list(1, 2),
):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
