# refused: 3: generator
numbers = [1, 2, 3]
print(sum(n * n for n in numbers))
