# Self and mutual recursion, deep and wide.
import sys


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def even(n):
    if n == 0:
        return 1
    return odd(n - 1)


def odd(n):
    if n == 0:
        return 0
    return even(n - 1)


def female(n):
    return 1 if n == 0 else n - male(female(n - 1))


def male(n):
    return 0 if n == 0 else n - female(male(n - 1))


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


def binomial(n, k):
    if k == 0 or k == n:
        return 1
    return binomial(n - 1, k - 1) + binomial(n - 1, k)


def hanoi(n):
    if n == 0:
        return 0
    return 2 * hanoi(n - 1) + 1


def gcd(a, b):
    return a if b == 0 else gcd(b, a % b)


def depth(n):
    if n == 0:
        return 0
    return 1 + depth(n - 1)


def forever(n):
    return forever(n + 1) + 1


def ping(n):
    return pong(n + 1)


def pong(n):
    return ping(n + 1)


def product(n):
    if n == 0:
        return 1
    return n * product(n - 1)


print([fib(n) for n in range(15)], fib(20), fib(-5), fib(True), fib(2.0))
print(ackermann(2, 5), ackermann(1, 50), even(300), odd(301), even(7), [female(n) for n in range(12)], [male(n) for n in range(12)])
print(tak(8, 4, 2), binomial(12, 6), hanoi(10), hanoi(63), hanoi(64), hanoi(100), gcd(2 ** 70, 6 ** 30), gcd(-9, 6), depth(950))
print(product(20), product(21), product(30), product(2.5 - 0.5))
for f, n in ((forever, 0), (ping, 0), (depth, -1), (depth, 5000), (fib, 10 ** 6), (even, -1)):
    try:
        f(n)
    except RecursionError as error:
        print(f.__name__, n, type(error).__name__, "maximum recursion depth exceeded" in str(error))
print(depth(950))
sys.setrecursionlimit(20000)
print(depth(15000), even(15000), product(2000) % (10 ** 9 + 7))
sys.setrecursionlimit(1000)
for bad in ("a", None, [], (1,)):
    try:
        print(fib(bad))
    except TypeError as error:
        print(error)
try:
    fib()
except TypeError as error:
    print(error)
try:
    tak(1, 2)
except TypeError as error:
    print(error)
