# Recursion of many kinds, and its end.
import sys


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


def flatten(items):
    out = []
    for item in items:
        if isinstance(item, list):
            out.extend(flatten(item))
        else:
            out.append(item)
    return out


def permutations(items):
    if not items:
        return [[]]
    return [[x] + rest for i, x in enumerate(items) for rest in permutations(items[:i] + items[i + 1:])]


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def endless(n):
    return endless(n + 1)


def deepest(n):
    try:
        return deepest(n + 1)
    except RecursionError:
        return n


print(ackermann(2, 3), is_even(100), is_odd(7), flatten([1, [2, [3, [[]], 4]], [[5]]]), permutations([1, 2, 3]))
print(depth(900), sys.getrecursionlimit())
for attempt in range(3):
    try:
        endless(0)
    except RecursionError as error:
        print(type(error).__name__, error, isinstance(error, RuntimeError))
print("deepest call:", deepest(1))
sys.setrecursionlimit(200)
print(sys.getrecursionlimit(), deepest(1))
sys.setrecursionlimit(5000)
print(depth(4000), deepest(1))
try:
    sys.setrecursionlimit(0)
except ValueError as error:
    print(error)
try:
    sys.setrecursionlimit("a")
except TypeError as error:
    print(error)
try:
    (lambda f: f(f))(lambda f: f(f))
except RecursionError as error:
    print("lambda:", error)
nested = []
for _ in range(300):
    nested = [nested]
print(len(repr(nested)), nested == nested)
