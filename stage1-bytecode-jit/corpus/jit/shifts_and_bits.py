# Shifts by every distance, and the bit operators at the edges.
def shl(a, n):
    return a << n


def shr(a, n):
    return a >> n


def bits(a, b):
    return (a & b) + (a | b) - (a ^ b)


def band(a, b):
    return a & b


def bor(a, b):
    return a | b


def bxor(a, b):
    return a ^ b


def popcount(n):
    count = 0
    while n != 0:
        count += n & 1
        n >>= 1
    return count


def xorshift(x, rounds):
    while rounds > 0:
        x ^= (x << 13) & 0xFFFFFFFFFFFFFFFF
        x ^= x >> 7
        x ^= (x << 17) & 0xFFFFFFFFFFFFFFFF
        rounds -= 1
    return x


def lcg(x, rounds):
    while rounds > 0:
        x = (x * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        rounds -= 1
    return x


def reverse_bits(x, n):
    r = 0
    while n:
        r = r << 1 | x & 1
        x >>= 1
        n -= 1
    return r


top = 9223372036854775807
bottom = -top - 1
for a in (0, 1, -1, 5, -5, top, bottom, 4611686018427387904, -4611686018427387904, -4611686018427387905):
    print(a, [shl(a, n) for n in (0, 1, 2, 31, 62, 63, 64, 65)])
    print(a, [shr(a, n) for n in (0, 1, 2, 31, 62, 63, 64, 65, 1000)])
    for b in (0, -1, 3, top, bottom, 2 ** 64, -(2 ** 64) - 1):
        print(band(a, b), bor(a, b), bxor(a, b), bits(a, b), end="; ")
    print()
for f in (shl, shr):
    for a, n in ((1, -1), (0, -1), (1, bottom), (1.5, 1), (1, 1.0), ("a", 1), (1, None)):
        try:
            print(f(a, n))
        except Exception as error:
            print(f.__name__, type(error).__name__, error)
print(shl(0, 10 ** 6), shr(1, 10 ** 20), shr(-1, 10 ** 20), shr(bottom, 63), shr(top, 63), shl(1, 100) >> 98, shl(True, 3), shr(True, True))
print(popcount(0), popcount(255), popcount(top), popcount(2 ** 100 - 1), xorshift(88172645463325252, 1000), lcg(1, 1000), reverse_bits(11, 8), reverse_bits(1, 64))
print(band(True, False), bor(True, False), bxor(True, True), band(True, 3), type(band(True, True)).__name__, type(band(True, 1)).__name__, sorted(bor({1}, {2})), bor({"a": 1}, {"b": 2}), sorted(band({1, 2}, {2, 3})))
