# Functions that were compiled for integers, and then get something else.
def add_up(a, b, n):
    total = a
    while n > 0:
        total = total + b
        n -= 1
    return total


def compare(a, b):
    return 1 if a < b else 2 if a == b else 3


def maximum(a, b):
    if a > b:
        return a
    return b


def truth(x):
    if x:
        return 1
    return 0


def clamp(x, low, high):
    if not low <= x <= high:
        return low if x < low else high
    return x


def count_down(n):
    steps = 0
    while n:
        n -= 1
        steps += 1
    return steps


def sign(n):
    return (n > 0) - (n < 0)


def swap(a, b):
    a, b = b, a
    return a - b


for _ in range(200):
    assert add_up(1, 2, 10) == 21 and compare(1, 2) == 1 and maximum(3, 4) == 4 and truth(5) == 1 and clamp(5, 1, 3) == 3 and count_down(7) == 7 and sign(-3) == -1 and swap(1, 5) == 4
print(add_up(0.5, 0.25, 4), add_up("a", "b", 3), add_up([], [1], 3), add_up(2 ** 62, 2 ** 62, 3), add_up((1,), (2,), 2), add_up(1, 0.1, 3), add_up(True, True, 2), add_up(0, 1, 0), add_up("x", 1, 0))
print(compare(1.5, 2), compare("b", "a"), compare(2 ** 70, 2.0 ** 70), compare([1], [1]), compare(1, True), compare(float("nan"), 1), compare(2 ** 63, 2 ** 63 - 1), compare(-(2 ** 64), 0))
print(maximum(1, 1.0), maximum(1.0, 1), maximum("a", "b"), maximum(True, 0), maximum(2 ** 100, 1), maximum((1, 2), (1, 3)), maximum(0.0, -0.0), maximum(-0.0, 0.0))
print([truth(x) for x in (0, 1, -1, 0.0, 0.1, "", "a", None, [], [0], {}, 2 ** 70, False, float("nan"))])
print(clamp(2.5, 1, 3), clamp(-1, 0, 10), clamp("m", "a", "f"), clamp(True, 0, 1), clamp(2 ** 65, 0, 2 ** 64), count_down(3.0), count_down(True), count_down(0), sign(2.5), sign(-(2 ** 80)), sign(0), sign(True), sign(float("nan")), swap(1.5, 2), swap(2 ** 63, -(2 ** 63)), swap({1}, {1, 2}))
for call in (
    lambda: add_up(1, "a", 1), lambda: add_up("a", 1, 1), lambda: add_up(1, 2, "3"), lambda: add_up(None, 1, 1), lambda: compare(1, "a"), lambda: compare(None, 1), lambda: maximum(1, [2]), lambda: clamp(1, "a", 2), lambda: count_down("a"), lambda: sign("a"), lambda: swap("a", 1),
    lambda: add_up(1, 2), lambda: add_up(1, 2, 3, 4), lambda: add_up(a=1, b=2, c=3), lambda: compare(), lambda: truth(y=1), lambda: maximum(1, a=1),
):
    try:
        print(call())
    except TypeError as error:
        print(error)
print(add_up(b=2, n=3, a=1), compare(b=1, a=2), clamp(5, high=3, low=1), add_up(*[1, 2, 3]), add_up(**{"a": 1, "b": 2, "n": 3}))
