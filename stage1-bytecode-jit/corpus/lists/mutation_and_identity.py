# Lists share; loops over a list that changes follow its index.
a = [1, 2, 3]
b = a
c = a[:]
b.append(4)
print(a, c, a is b, a is c, a == c + [4])
a = a + [5]
print(a, b)
b += [6]
print(b)

numbers = [1, 2, 3, 4, 5, 6]
for n in numbers:
    if n % 2 == 0:
        numbers.remove(n)
print(numbers)
growing = [1]
for n in growing:
    if n < 5:
        growing.append(n + 1)
print(growing)
shrinking = list(range(6))
for n in shrinking:
    shrinking.pop()
    print(n, shrinking, end="; ")
print()

nested = [[1, 2], [3]]
shallow = nested.copy()
nested[0].append(9)
nested.append("new")
print(shallow, nested)
t = ([1], 2)
t[0].append(5)
print(t)
try:
    t[0] += [6]
except TypeError as error:
    print(error, t)

i = 0
a = [0, 0, 0]
i, a[i] = 1, "set"
print(i, a)
a = [0, 1, 2]
a[a[1]], a[0] = a[0], a[a[1]]
print(a)
x = y = []
x.append(1)
print(y, x is y, [] is [], [] == [], [1] != [1.0], [1, 2] < [1, 3], [1] < [1, 0], [2] > [1, 9], [[1]] == [[1]])
print(3 in [1, 2, 3], [1] in [[1]], None in [0, False, ""], 0 in [False], not [], bool([0]))
matrix = [[r * 3 + c for c in range(3)] for r in range(3)]
matrix[1][2] += 100
matrix[0], matrix[2] = matrix[2], matrix[0]
print(matrix, [row[1] for row in matrix], [list(r) for r in zip(*matrix)], sum(matrix, []))
iterator = iter([1, 2, 3])
print(next(iterator), list(iterator), next(iterator, "done"), list(iterator))
a = [1, 2]
it = iter(a)
next(it); next(it)
print(next(it, "end"))
a.append(3)
print(next(it, "still the end"))
