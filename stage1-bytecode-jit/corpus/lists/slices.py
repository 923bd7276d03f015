# Reading, assigning and deleting slices, with steps of both signs.
a = list(range(10))
print(a[2:5], a[:3], a[7:], a[:], a[::3], a[::-1], a[8:2:-2], a[-3:], a[:-3], a[-100:100], a[5:2], a[2:5:-1], a[100:], a[:0], a[9:9], a[-1:-4:-1], a[None:None:None])
a[2:5] = ["x"]
print(a)
a[1:1] = [7, 7, 7]
print(a)
a[len(a):] = "ab"; a[:0] = (0,); a[3:4] = []
print(a)
a[::2] = [None] * len(a[::2])
print(a)
a[::-1] = range(len(a))
print(a)
a[5:2] = ["between"]
print(a)
del a[0], a[-1], a[2:4], a[::3]
print(a)
del a[:]
print(a)
a[:] = [1, 2, 3]
a[1:2] = a
print(a)
a[:] = a[::-1]; a += a[1:3]; a[0], a[-1] = a[-1], a[0]
print(a, a[slice(1, 3)], a[slice(None)], a[slice(3)])
b = list(range(6))
del b[4:1:-1]
print(b)
b = list(range(6))
del b[::-2]
print(b)
b[1:3] *= 2
print(b)
b[0] += 10; b[-1] -= 1; b[1] **= 2; b[2] //= 2
print(b)
s = slice(1, 10, 3)
print(s, s.start, s.stop, s.step, slice(5), slice(None, None, -1), s.indices(5), slice(None, None, -1).indices(4), slice(-3, None).indices(10), s == slice(1, 10, 3))
print((1, 2, 3, 4)[::2], "abcdef"[4:0:-2], range(10)[2:8:2], range(10)[::-1], range(0, 20, 3)[-2:], range(5)[10:])
big = 10 ** 30
print([1, 2, 3][:big], [1, 2, 3][-big:], [1, 2, 3][::big], [1, 2, 3][big:], "abc"[-big:big], [1, 2, 3][True:], [1, 2, 3][::-big])


def attempt(f):
    try:
        print(f([0, 1, 2, 3]))
    except Exception as error:
        print(type(error).__name__, error)


def assign(a, index, value):
    a[index] = value
    return a


def delete(a, index):
    del a[index]
    return a


attempt(lambda a: assign(a, slice(None, None, 2), [1]))
attempt(lambda a: assign(a, slice(None, None, 2), 5))
attempt(lambda a: assign(a, 4, 5))
attempt(lambda a: assign(a, -5, 5))
attempt(lambda a: assign(a, "a", 5))
attempt(lambda a: delete(a, 4))
attempt(lambda a: delete(a, None))
attempt(lambda a: a[::0])
attempt(lambda a: a[1.5:])
attempt(lambda a: a[:"x"])
attempt(lambda a: assign(a, slice(None, None, -1), [9, 8, 7, 6]))
attempt(lambda a: assign(a, slice(3, 0, -2), "xy"))
