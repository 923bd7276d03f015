# refused: 3: eval
source = "1 + 1"
print(eval(source))
