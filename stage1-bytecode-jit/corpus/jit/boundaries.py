# Results of one step around the largest and the smallest machine word.
def sums(a):
    return a + 1


def sums_of_three(a, b, c):
    return a + b + c


def up(a, n):
    while n > 0:
        a += 1
        n -= 1
    return a


def down(a, n):
    while n > 0:
        a -= 1
        n -= 1
    return a


def double(a, n):
    while n > 0:
        a = a * 2
        n -= 1
    return a


def halve(a):
    n = 0
    while a > 1:
        a = a // 2
        n += 1
    return n


def compare_all(a, b):
    return (a < b) * 32 + (a <= b) * 16 + (a == b) * 8 + (a != b) * 4 + (a > b) * 2 + (a >= b) * 1


def affine(a, b, c):
    return a * b + c


def back(a):
    return a * 4 // 4 - a + (a + a - a)


def absolute(a):
    if a < 0:
        return -a
    return a


edges = [2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32, 2 ** 53 + 1, 2 ** 62, 2 ** 63 - 2, 2 ** 63 - 1, 2 ** 63, 2 ** 63 + 1, -(2 ** 63) + 1, -(2 ** 63), -(2 ** 63) - 1, 2 ** 64 - 1, 2 ** 64]
for a in edges:
    print(a, sums(a), up(a, 3), down(a, 3), double(a, 2), halve(a), absolute(a), back(a))
    print([compare_all(a, b) for b in edges])
top, bottom = 2 ** 63 - 1, -(2 ** 63)
print(sums_of_three(top, 1, -1), sums_of_three(bottom, -1, 1), sums_of_three(top, top, bottom), sums_of_three(bottom, top, 1), sums_of_three(-1, top, 1))
print(affine(top, 1, 0), affine(top, 1, 1), affine(2 ** 31, 2 ** 32, -1), affine(2 ** 32, 2 ** 31, -1), affine(-(2 ** 31), 2 ** 32, 0), affine(-(2 ** 31), 2 ** 32, -1), affine(top, -1, -1), affine(bottom, -1, -1), affine(10 ** 30, 0, 5))
print(up(top - 5, 10) - top, down(bottom + 5, 10) - bottom, double(1, 62), double(1, 63), double(-1, 63), double(-1, 64), up(bottom - 2, 4))
assert up(top, 1) - 1 == top and down(up(top, 5), 5) == top and type(down(2 ** 63, 1)) is int
table = {top: "top", bottom: "bottom", 2 ** 63: "over"}
print(table[down(2 ** 63, 1)], table[up(-(2 ** 63) - 1, 1)], table[sums(top)], down(2 ** 63, 1) == top, hash(down(2 ** 63, 1)) == hash(top))
