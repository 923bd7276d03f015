def f(a, b, c):
    return (a + b) * (c[a][b] - 1) if a else {"k": [a, b, c, (a, b, c)]}["k"][a + b + c + 100 * a - b // 2] + sorted([c, b, a])[a]


print("start")
f(0, 2, 5)
