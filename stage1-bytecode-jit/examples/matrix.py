def pretty(matrix):
    widths = [max([len(str(x)) for x in column]) for column in zip(*matrix)]
    for row in matrix:
        cells = [str(x).rjust(width) for x, width in zip(row, widths)]
        print("[ " + "  ".join(cells) + " ]")
    print()


def multiply(a, b):
    return [[sum([x * y for x, y in zip(row, column)]) for column in zip(*b)] for row in a]


def transpose(matrix):
    return [list(column) for column in zip(*matrix)]


def identity(n):
    return [[1 if i == j else 0 for j in range(n)] for i in range(n)]


m = [[1, 2, 3], [40, 50, 60]]
pretty(m)
pretty(transpose(m))
pretty(multiply(m, transpose(m)))

fibonacci = [[1, 1], [1, 0]]
power = identity(2)
for _ in range(90):
    power = multiply(power, fibonacci)
pretty(power)
