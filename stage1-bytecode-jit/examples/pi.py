import math


def arctan_inverse(x, unity):
    """unity * arctan(1 / x), in integers."""
    power = unity // x
    total = power
    n = 3
    sign = -1
    while power:
        power //= x * x
        total += sign * (power // n)
        sign = -sign
        n += 2
    return total


def pi_digits(digits):
    unity = 10 ** (digits + 10)
    pi = 4 * (4 * arctan_inverse(5, unity) - arctan_inverse(239, unity))
    return pi // 10**10


digits = str(pi_digits(100))
print(digits[0] + ".")
for start in range(1, 101, 20):
    print("   ", digits[start:start + 10], digits[start + 10:start + 20])
print("as a float:", math.pi)
