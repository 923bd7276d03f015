# Integer functions whose results leave 64 bits, in the middle of a run.
def factorial(n):
    result = 1
    while n > 1:
        result = result * n
        n = n - 1
    return result


def power(base, exponent):
    result = 1
    while exponent > 0:
        if exponent % 2 == 1:
            result = result * base
        base = base * base
        exponent = exponent // 2
    return result


def fib(n):
    a = 0
    b = 1
    i = 0
    while i < n:
        t = a + b
        a = b
        b = t
        i += 1
    return a


def add(a, b):
    return a + b


def sub(a, b):
    return a - b


def mul(a, b):
    return a * b


def neg(a):
    return -a


def invert(a):
    return ~a


def square_sum(n):
    total = 0
    i = 0
    while i <= n:
        total += i * i * i * i
        i += 1
    return total


top = 9223372036854775807
bottom = -top - 1
for n in (5, 20, 21, 25):
    print(n, factorial(n))
for n in (62, 63, 64, 65):
    print(n, power(2, n), power(-2, n), power(3, n))
for n in (90, 91, 92, 93, 94, 150):
    print(n, fib(n))
for a, b in ((top, 0), (top, 1), (bottom, 0), (bottom, -1), (bottom, bottom), (top, top), (top, bottom), (1, top), (-1, bottom), (0, bottom)):
    print(add(a, b), sub(a, b), mul(a, b), add(b, a), sub(b, a), mul(b, a))
for a in (top, bottom, 0, 1, -1, bottom + 1, top - 1):
    print(neg(a), invert(a), neg(neg(a)), sub(0, a), mul(a, -1), add(a, a), mul(a, 2))
print(mul(3037000499, 3037000499), mul(3037000500, 3037000500), mul(-3037000500, 3037000500), mul(4294967296, 2147483648), mul(4294967296, -2147483648), mul(4294967295, 4294967297))
print(square_sum(1000), square_sum(20000), add(2 ** 64, 1), mul(2 ** 64, 2 ** 64), sub(2 ** 63, 1), add(-(2 ** 63), -1))
print(add(True, True), mul(True, top), neg(True), add(top, True), invert(False), add(0.5, 1), mul("ab", 3), add([1], [2]), add("a", "b"), mul(2.5, 2), neg(0.0))
