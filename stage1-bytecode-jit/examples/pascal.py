def pascal(rows):
    triangle = [[1]]
    while len(triangle) < rows:
        last = triangle[-1]
        middle = [a + b for a, b in zip(last, last[1:])]
        triangle.append([1, *middle, 1])
    return triangle


triangle = pascal(10)
for row in triangle:
    line = " ".join([f"{n:^5}" for n in row])
    print(f"{line:^60}".rstrip())

print([sum(row) for row in triangle])
