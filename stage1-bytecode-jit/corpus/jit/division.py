# Floor division and remainder with every sign, and at the edges.
def div(a, b):
    return a // b


def mod(a, b):
    return a % b


def both(a, b):
    return (a // b) * b + a % b


def by_two(a):
    return a // 2


def mod_two(a):
    return a % 2


def by_minus_two(a):
    return a // -2


def by_seven(a):
    return a // 7


def mod_minus_seven(a):
    return a % -7


def by_ten_digits(n):
    total = 0
    while n != 0:
        total = total * 10 + n % 10
        n = n // 10
    return total


def gcd(a, b):
    while b != 0:
        t = a % b
        a = b
        b = t
    return a


def power_mod(base, exponent, modulus):
    result = 1
    base = base % modulus
    while exponent > 0:
        if exponent % 2 == 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent = exponent // 2
    return result


top = 9223372036854775807
bottom = -top - 1
values = [0, 1, -1, 2, -2, 7, -7, 8, 10, -10, top, bottom, top - 1, bottom + 1]
for a in values:
    print(a, [div(a, b) for b in values if b], [mod(a, b) for b in values if b])
    print(by_two(a), mod_two(a), by_minus_two(a), by_seven(a), mod_minus_seven(a))
    for b in values:
        if b:
            assert both(a, b) == a
            assert abs(mod(a, b)) < abs(b)
for f in (div, mod, both):
    for a, b in ((1, 0), (0, 0), (top, 0), (1.5, 0), (1, 0.0), (1, "a"), (None, 1), (2 ** 70, 0)):
        try:
            print(f(a, b))
        except Exception as error:
            print(f.__name__, type(error).__name__)
print(div(bottom, -1), mod(bottom, -1), div(bottom, 1), both(bottom, -1))
print(by_ten_digits(12345), by_ten_digits(1000000000000000009), gcd(1071, 462), gcd(-12, 18), gcd(12, -18), gcd(bottom, 6), gcd(2 ** 80, 6 ** 20), gcd(0, 0))
print(power_mod(3, 200, 1000007), power_mod(2, 10 ** 6, 97), power_mod(7, 560, 561), power_mod(-3, 5, 7), power_mod(123456789, 987654321, 998244353), power_mod(2, 100, 2 ** 61 - 1), power_mod(5, 3, -7))
print(div(7.5, 2), mod(7.5, 2), mod(-7.5, 2), div(True, 2), mod(True, 2), mod("%d!", 5), div(2 ** 100, 2 ** 90), mod(-(2 ** 100), 10 ** 9 + 7))
