# refused: 3: open
name = "notes.txt"
file = open(name)
print(file.read())
