# Small numerical programs on top of math.
import math


def bisect(f, low, high):
    for _ in range(60):
        middle = (low + high) / 2
        if f(low) * f(middle) <= 0:
            high = middle
        else:
            low = middle
    return low


def polynomial(coefficients, x):
    result = 0
    for c in reversed(coefficients):
        result = result * x + c
    return result


def solve(matrix, vector):
    n = len(matrix)
    a = [row[:] + [v] for row, v in zip(matrix, vector)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(a[r][i]))
        a[i], a[pivot] = a[pivot], a[i]
        for r in range(i + 1, n):
            factor = a[r][i] / a[i][i]
            for c in range(i, n + 1):
                a[r][c] -= factor * a[i][c]
    x = [0.0] * n
    for i in range(n - 1, -1, -1):
        x[i] = (a[i][n] - sum([a[i][j] * x[j] for j in range(i + 1, n)], 0)) / a[i][i]
    return x


def statistics(data):
    n = len(data)
    mean = math.fsum(data) / n
    variance = math.fsum([(x - mean) ** 2 for x in data]) / (n - 1)
    ordered = sorted(data)
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return mean, math.sqrt(variance), median


def continued_fraction(x, terms):
    out = []
    for _ in range(terms):
        whole = math.floor(x)
        out.append(whole)
        if x == whole:
            break
        x = 1 / (x - whole)
    return out


def pollard(n):
    x = y = 2
    d = 1
    while d == 1:
        x = (x * x + 1) % n
        y = (y * y + 1) % n
        y = (y * y + 1) % n
        d = math.gcd(abs(x - y), n)
    return d


print(f"{bisect(lambda x: x ** 3 - 2, 0, 2):.12f} {bisect(math.cos, 1, 2):.12f}")
print(polynomial([1, -3, 2], 5), polynomial([1, -3, 2], 0.5), polynomial([1] * 80, 3), polynomial([], 1))
print([round(x, 9) for x in solve([[2, 1, -1], [-3, -1, 2], [-2, 1, 2]], [8, -11, -3])])
print(statistics([2, 4, 4, 4, 5, 5, 7, 9]), statistics([1.5, 2.5]))
print(continued_fraction(math.pi, 5), continued_fraction(2.75, 9), continued_fraction(math.sqrt(2), 8))
print(pollard(8051), pollard(10403), pollard((10 ** 6 + 3) * (10 ** 5 + 3)))
print([math.floor(math.log2(n)) for n in (1, 2, 3, 1023, 1024)], [math.isqrt(n * n - 1) for n in (2, 10 ** 9, 10 ** 30)])
area = 0.0
for i in range(1000):
    x = (i + 0.5) / 1000
    area += math.sqrt(1 - x * x) * 4 / 1000
print(f"{area:.6f} {area - math.pi:+.2e}")
print([divmod(a, b) == (math.floor(a / b), a - b * math.floor(a / b)) for a in (7, -7) for b in (2, -2)])
