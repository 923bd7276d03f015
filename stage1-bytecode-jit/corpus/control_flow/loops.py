# while, for, else, break, continue, and what the loop variable holds after.
def first_factor(n):
    for d in range(2, n):
        if n % d == 0:
            result = d
            break
    else:
        result = None
    return result


print([(n, first_factor(n)) for n in (4, 7, 9, 91, 97)])

n = 5
while n:
    n -= 1
    if n == 3:
        continue
    if n == 1:
        break
    print(n, end=" ")
else:
    print("never")
print("left with", n)

while n > 0:
    n -= 1
else:
    print("else of while", n)
while False:
    pass
else:
    print("else of a loop that never ran")
for x in []:
    pass
else:
    print("else of an empty for")

for i in range(3):
    for j in range(3):
        if j == 1:
            continue
        if i == 2:
            break
        print(i, j, end="; ")
    else:
        print("inner done", end="; ")
        continue
    print("inner broken")
    break
else:
    print("outer done")

for i, (a, *b), c in [(1, (2, 3, 4), 5), (6, "xyz", 7)]:
    print(i, a, b, c)
d = {}
for d["key"], d["other"] in [(1, 2), (3, 4)]:
    pass
print(d)
a = [0, 0]
for a[1] in range(4):
    a[0] += a[1]
print(a)
for x in "ab", [1], (2,):
    print(x, end=" ")
print(x)

i = 0
while True:
    i += 1
    if i % 2: continue
    if i > 10: break
    try:
        if i == 4: continue
        if i == 8: break
    finally:
        print("finally", i, end="; ")
    print("body", i, end="; ")
print(i)
count = 0
for a in range(10):
    for b in range(a, 10):
        if (a + b) % 3: continue
        for c in range(b, 10):
            if a * a + b * b == c * c and a: count += 1
print(count)
k = 27
steps = 0
while k != 1:
    k = k // 2 if k % 2 == 0 else 3 * k + 1
    steps += 1
print(steps)
for bad in (5, None, 2.5, print):
    try:
        for x in bad:
            pass
    except TypeError as error:
        print(error)
