# refused: 3: complex
real = 1.5
z = 2.5j
print(z * z)
