# Negative integers behave as if they had infinitely many sign bits.
values = [0, 1, -1, 5, -5, 255, -256, 2 ** 63, -(2 ** 63), 2 ** 64 - 1, -(2 ** 65) + 3]
for a in values:
    for b in (3, -4, 2 ** 64, -(2 ** 64)):
        print(a, b, a & b, a | b, a ^ b)

for a in values:
    print(~a, a << 3, a >> 2, a >> 63, a >> 200)

print(1 << 0, 1 << 62, 1 << 63, 1 << 64, -1 << 63, -1 << 64, 0 << 1000)
print(-1 >> 1, -5 >> 1, 5 >> 1, -1 >> 1000, (1 << 100) >> 98, -(1 << 100) >> 99)
print(True & 1, True | False, True ^ True, type(True & True), type(True & 1))
print(6 & 3 == 3, (6 & 3) == 3, 1 | 6 ^ 3 & 5)

for shift in (lambda: 1 << -1, lambda: 1 >> -1):
    try:
        shift()
    except ValueError as error:
        print("ValueError:", error)

for a in (0, 1, 2, 255, 256, -1, -255, 2 ** 64, -(2 ** 100)):
    print(a, a.bit_length(), a.bit_count())


def popcount(n):
    count = 0
    while n:
        n &= n - 1
        count += 1
    return count


print([popcount(n) for n in range(17)], popcount(2 ** 100 - 1))

flags = 0
flags |= 1 << 4
flags |= 1 << 70
flags ^= 1 << 4
flags <<= 2
flags >>= 1
flags &= ~1
print(flags, flags == 1 << 71)
