# refused: 3: bytes
text = "abc"
data = b"abc"
print(data[0])
