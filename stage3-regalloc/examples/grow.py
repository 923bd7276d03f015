def total(numbers):
    t = 0
    for n in numbers:
        t = t + n
    return t

for i in range(3000):
    total([1, 2, 3])
print(total([1, 2, 3]))
print(total([2**62, 2**62, 2**62]))
print(total([0.5, 1.5]))
