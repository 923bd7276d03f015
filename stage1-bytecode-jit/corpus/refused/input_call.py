# refused: 2: input
name = input("Who? ")
print("hello", name)
