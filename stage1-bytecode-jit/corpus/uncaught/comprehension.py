# A comprehension has an entry of its own in 3.11.
def ratios(numbers):
    return {n: 12 // n for n in numbers if n != 4}


print(ratios([1, 2, 3]))
print(ratios([4, 3, 2, 1, 0]))
