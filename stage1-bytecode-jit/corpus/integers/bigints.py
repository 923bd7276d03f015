# Integers grow without a limit.
a = 2 ** 64
print(a, a + 1, a - 1, -a, a * a)
print(a // 3, a % 3, -a // 3, -a % 3, a // -3, a % -3)
print(divmod(10 ** 30 + 7, 10 ** 15), divmod(-(10 ** 30) - 7, 10 ** 15))
print(divmod(10 ** 30, -(10 ** 10) - 1))

n = 1
for i in range(1, 60):
    n *= i
    if i % 10 == 9:
        print(i, n)
for i in range(59, 20, -1):
    n //= i
print(n, n == 2432902008176640000)

print(3 ** 100, (-3) ** 101, 7 ** 77)
print((10 ** 50) // (10 ** 48), (10 ** 50 - 1) // 10 ** 48)
print(abs(-(10 ** 25)), abs(-9223372036854775808), -(-9223372036854775808))
print(10 ** 20 / 10 ** 18, (10 ** 400) / (10 ** 399), 1 / 10 ** 30)
print(pow(3, 1000, 1007), pow(-3, 5, 7), pow(2, 10, -7), pow(10 ** 20, 10 ** 20, 97))
print(pow(3, -1, 7), pow(10, -3, 77))
print((2 ** 200 - 1) & (2 ** 100), (2 ** 200) | 1, (2 ** 70) ^ (2 ** 71))

# Products around one machine word.
edge = 3037000499
for x in (edge, edge + 1, -edge - 1, 4294967296):
    print(x * x, x * -x, x * x * x)

# Equal numbers are equal, whichever way they were made.
big = 10 ** 18 * 10
small_again = big // 10 ** 12
print(small_again == 10_000_000, {small_again: "found"}[10_000_000])
print((2 ** 63 - 1) + 1 - 1 == 2 ** 63 - 1)
for n in (10 ** 4299, 10 ** 4300):
    try:
        print(len(str(n)))
    except ValueError as error:
        print(error)

for f in (lambda: pow(2, -1, 4), lambda: pow(2, 5, 0), lambda: 10 ** 400 / 3.0):
    try:
        print(f())
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, error)
