# refused: 2: generator
def count_to(n): yield from range(n)


print(list(count_to(3)))
