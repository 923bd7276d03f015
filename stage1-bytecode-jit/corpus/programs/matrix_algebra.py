# Matrices of exact fractions, kept as pairs of integers.
def gcd(a, b):
    while b:
        a, b = b, a % b
    return abs(a)


def frac(n, d=1):
    if d == 0:
        raise ZeroDivisionError(f"{n}/0")
    g = gcd(n, d) * (1 if d > 0 else -1)
    return n // g, d // g


def add(a, b):
    return frac(a[0] * b[1] + b[0] * a[1], a[1] * b[1])


def mul(a, b):
    return frac(a[0] * b[0], a[1] * b[1])


def neg(a):
    return -a[0], a[1]


def inv(a):
    return frac(a[1], a[0])


def text(a):
    return str(a[0]) if a[1] == 1 else f"{a[0]}/{a[1]}"


def show(m):
    width = max([len(text(x)) for row in m for x in row])
    for row in m:
        print(" ".join([f"{text(x):>{width}}" for x in row]))


def dot(row, column):
    total = frac(0)
    for x, y in zip(row, column):
        total = add(total, mul(x, y))
    return total


def matmul(a, b):
    return [[dot(row, column) for column in zip(*b)] for row in a]


def identity(n):
    return [[frac(int(i == j)) for j in range(n)] for i in range(n)]


def inverse(m):
    n = len(m)
    a = [row + unit for row, unit in zip(m, identity(n))]
    for i in range(n):
        for r in range(i, n):
            if a[r][i][0]:
                break
        else:
            raise ValueError("singular matrix")
        a[i], a[r] = a[r], a[i]
        scale = inv(a[i][i])
        a[i] = [mul(x, scale) for x in a[i]]
        for r in range(n):
            if r != i and a[r][i][0]:
                factor = neg(a[r][i])
                a[r] = [add(x, mul(factor, y)) for x, y in zip(a[r], a[i])]
    return [row[n:] for row in a]


def determinant(m):
    if len(m) == 1:
        return m[0][0]
    total = frac(0)
    for j, x in enumerate(m[0]):
        minor = [row[:j] + row[j + 1:] for row in m[1:]]
        term = mul(x, determinant(minor))
        total = add(total, term if j % 2 == 0 else neg(term))
    return total


hilbert = [[frac(1, i + j + 1) for j in range(4)] for i in range(4)]
show(hilbert)
show(inverse(hilbert))
print(matmul(hilbert, inverse(hilbert)) == identity(4), text(determinant(hilbert)))
vandermonde = [[frac(x ** k) for k in range(5)] for x in (1, 2, 3, 5, 7)]
print(text(determinant(vandermonde)), matmul(vandermonde, inverse(vandermonde)) == identity(5))
harmonic = frac(0)
for n in range(1, 31):
    harmonic = add(harmonic, frac(1, n))
print(text(harmonic), harmonic[0] / harmonic[1])
for bad in ([[frac(1), frac(2)], [frac(2), frac(4)]], [[(1, 0)]]):
    try:
        print(inverse(bad))
    except (ValueError, ZeroDivisionError) as error:
        print(type(error).__name__, error)
