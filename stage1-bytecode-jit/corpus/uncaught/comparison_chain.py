def between(low, x, high):
    return low < x < high


print(between(1, 2, 3))
print([n for n in (1, 2) if between(0, n, "9")])
