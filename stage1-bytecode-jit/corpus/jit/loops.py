# Integer loops: nested, breaking, continuing, with many variables.
def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


def is_prime(n):
    if n < 2:
        return False
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True


def nth_prime(n):
    candidate = 1
    while n > 0:
        candidate += 1
        if is_prime(candidate):
            n -= 1
    return candidate


def pythagorean(limit):
    count = 0
    a = 1
    while a < limit:
        b = a
        while b < limit:
            c = 1
            while True:
                if c * c > a * a + b * b or c > limit:
                    break
                if c * c == a * a + b * b:
                    count += 1
                c += 1
            b += 1
        a += 1
    return count


def isqrt(n):
    x = n
    y = (x + 1) // 2
    while y < x:
        x = y
        y = (x + n // x) // 2
    return x


def digits(n, base):
    count = 0
    n = abs(n)
    while n > 0:
        n //= base
        count += 1
    return count


def many(a, b, c, d, e, f, g, h):
    i = a + b
    j = c - d
    k = e * f
    l = g ^ h
    n = 0
    while n < 10:
        a, b, c, d = b, c, d, a
        e = e + i - j
        f = f + k - l
        g = (g + e) & 1023
        h = (h ^ f) & 1023
        if n == 3:
            n += 1
            continue
        i += a * b
        j -= c * d
        n += 1
    else:
        i += 1
    return a + 3 * b + 5 * c + 7 * d + 11 * e + 13 * f + 17 * g + 19 * h + i + j


def skip(n):
    total = 0
    while n > 0:
        n -= 1
        if n % 3 == 0:
            continue
        if n % 7 == 5:
            total -= n
            continue
        if total > 5000:
            break
        total += n
    else:
        return -1
    return total


def sum_range(n):
    total = 0
    for i in range(n):
        total += i
    return total


def sum_steps(start, stop, step):
    total = 0
    for i in range(start, stop, step):
        if i % 5 == 0:
            continue
        total += i
    return total


def short_circuit(a, b):
    n = 0
    while (a > 0 and b > 0) or n < 3:
        if a > b or not b % 2:
            a -= 1
        else:
            b -= 1
        n += 1
    return n * 1000 + a * 10 + b


print([collatz(n) for n in (1, 2, 3, 27, 97, 871, 2 ** 70, 2 ** 62 - 1, 3 * 2 ** 61 + 1)])
print([n for n in range(40) if is_prime(n)], nth_prime(100), is_prime(1000003), is_prime(-7), is_prime(0))
print(pythagorean(25), [isqrt(n) for n in (0, 1, 2, 99, 10 ** 12, 2 ** 62, 2 ** 63 - 1, 10 ** 30)], digits(12345, 10), digits(-255, 2), digits(10 ** 25, 10), digits(0, 2))
print(many(1, 2, 3, 4, 5, 6, 7, 8), many(-1, 0, 1, 2 ** 40, -(2 ** 30), 9, 1000, 3), many(2 ** 62, 2 ** 61, 1, 1, 1, 1, 1, 1))
print(skip(0), skip(20), skip(200), skip(1000), sum_range(0), sum_range(100000), sum_range(-5), sum_steps(0, 100, 3), sum_steps(50, -50, -4), sum_steps(5, 5, 1))
print(short_circuit(5, 6), short_circuit(0, 0), short_circuit(-1, 9), short_circuit(30, 17))
try:
    sum_steps(0, 5, 0)
except ValueError as error:
    print(error)
