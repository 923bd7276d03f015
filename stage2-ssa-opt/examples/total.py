def total(items):
    t = 0
    for x in items:
        t += x
    return t


for n in range(60):
    print(total([1, 2, n]))
