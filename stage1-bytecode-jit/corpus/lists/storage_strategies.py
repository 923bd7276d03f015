# One list holds ints, then floats, then anything, and back.
a = [1, 2, 3]
a.append(2.5)
print(a, a[0], type(a[0]).__name__, sum([1, 2]), a[3])
a = [1.0, 2.0]
a[0] = 1
print(a, a[0] + a[1], [type(x).__name__ for x in a])
a = [1, 2]
a[1] = 2 ** 70
print(a, a[1] % 10)
a[1] = 5
print(a, a[0] + a[1], max(a))
a = [True, 1, False, 0]
print(a, a.count(1), a.index(0), [x is True for x in a], sorted(a), [type(x).__name__ for x in a])
a = [0] * 5
a[2] = None
print(a, a[2] is None, a.index(None))
a = [0.0] * 3
a[1] = -0.0
print(a, a.index(0), a.count(0), 0 in a, a == [0, 0, 0])
a = [1, 2, 3]
a.extend([4.0, "x"])
a.insert(0, None)
print(a)
a = list(range(5)) + [1.5]
print(a, a * 2, a[::-1], a[1:3], a == [0, 1, 2, 3, 4, 1.5])
a = []
a.append(1.5)
a.clear()
a.append("s")
a.append(7)
print(a)
a = [9223372036854775807, -9223372036854775808]
a.append(a[0] + 1)
a[1] -= 1
print(a, sum(a), a[0] in a, sorted(a))
nan = float("nan")
a = [nan, 1.0, nan]
print(a, nan in a, a.count(nan), a.index(nan), a == a, a == list(a))
a = [1.0, 2.0, 3.0]
print(2 in a, a.index(3), a.count(1), a == [1, 2, 3], [1, 2, 3] == a, True in a, a.remove(2), a)
a = [1, 2, 3]
print(2.0 in a, a.index(3.0), a.count(True), a.remove(1.0), a, a.index(2 ** 64 // 2 ** 63))
a = [3, 2, 1]
a.sort()
a[1:2] = [2.5, "a"]
a.reverse()
print(a, len(a))
a = [x / 2 for x in range(4)]
a += [1, 2]
a[0] += 1
a[1] *= 2
print(a, a.pop(), a.pop(0), a)
