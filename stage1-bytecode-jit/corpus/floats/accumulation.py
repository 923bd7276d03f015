# Nothing is reordered and nothing is fused: these digits are exact.
def harmonic(n):
    total = 0.0
    for i in range(1, n + 1):
        total += 1 / i
    return total


def newton(x):
    guess = x
    for _ in range(30):
        guess = (guess + x / guess) / 2
    return guess


def simpson(f, a, b, n):
    h = (b - a) / n
    total = f(a) + f(b)
    for i in range(1, n):
        total += f(a + i * h) * (4 if i % 2 else 2)
    return total * h / 3


def logistic(r, x, n):
    for _ in range(n):
        x = r * x * (1 - x)
    return x


print(harmonic(10), harmonic(1000), harmonic(20000))
for x in (2.0, 3.0, 10.0, 1e10, 0.5):
    print(newton(x), newton(x) ** 2)
print(simpson(lambda x: x * x, 0, 3, 100), simpson(lambda x: 1 / (1 + x * x), 0.0, 1.0, 50))
for n in (1, 10, 50, 100, 500):
    print(logistic(3.9, 0.5, n))

total = 0.0
for i in range(10):
    total += 0.1
print(total, total == 1.0, 1.0 - total)

x, n = 1.0, 0
while 1.0 + x != 1.0:
    x /= 2
    n += 1
print("epsilon", x * 2, "after", n)

x, n = 1.0, 0
while x > 0:
    x /= 2
    n += 1
print("halvings to zero:", n)

a, b = 1e16, 1.0
print((a + b) - a, a - a + b, (b + b) + a, 3 * 0.1 - 0.3, a * b + b)
