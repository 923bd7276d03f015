def total(items):
    t = 0
    for x in items:
        t += x
    return t


for n in range(60):
    total([1, 2, n])
print(total([1, 2, 3]))
print(total([1, 2, 0.5]))
print(total([2**62, 2**62]))
