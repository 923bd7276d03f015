# Lists of bools: a byte an element, until something else comes.


def sieve(limit):
    flags = [True] * (limit + 1)
    flags[0] = flags[1] = False
    i = 2
    while i * i <= limit:
        if flags[i]:
            for multiple in range(i * i, limit + 1, i):
                flags[multiple] = False
        i += 1
    return flags


def count(flags):
    total = 0
    for flag in flags:
        if flag:
            total += 1
    return total


def flip(flags):
    for i in range(len(flags)):
        flags[i] = not flags[i]


def put(flags, at, value):
    flags[at] = value


def collect(limit):
    found = []
    for i in range(limit):
        found.append(i % 3 == 0)
    return found


for _ in range(30):
    flags = sieve(500)
    flip(flags)
    flip(flags)
print(count(flags), sum(flags), flags.count(True), flags.count(1), flags[:8])
print([i for i, flag in enumerate(flags) if flag][-3:])

# An index from the end, and one beyond.
print(flags[-1], flags[-501])
try:
    flags[501] = True
except IndexError as error:
    print(type(error).__name__, error)

# What is equal to True is not True.
for value in (1, 1.0, None, "x", 2):
    flags = sieve(20)
    for i in range(10):
        put(flags, i, i % 2 == 0)
    put(flags, 3, value)
    print(flags[:6], flags[3] is True, type(flags[3]).__name__, flags == sieve(20))

# Negated and counted as numbers.
bits = collect(40)
print(bits.index(False), sum(bits) + bits[0], bits[0] + bits[1], -bits[0], bits[3] * 7)
bits.sort()
print(bits[:3], bits[-3:], sorted([True, False, True], reverse=True))
bits.insert(1, True)
bits.extend([False] * 3)
print(len(bits), bits.pop(), bits.pop(0), bits[::13], True in bits, 1 in bits)
del bits[5:30]
bits[1:3] = [False, False, True]
bits.reverse()
print(bits, [True] + [False], [True, False] * 2, max(bits), all(bits), any(bits))
bits.append(7)
print(bits)
print([True] * 0, [False] * -1, [True, 0][1] is False)
