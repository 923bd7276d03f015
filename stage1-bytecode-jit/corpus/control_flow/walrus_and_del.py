# Assignment expressions and del of names, items and slices.
def collatz(n):
    seen = [n]
    while (n := n // 2 if n % 2 == 0 else 3 * n + 1) != 1:
        seen.append(n)
    return seen


print(collatz(6), (a := 5) + a, [b := 1, b + 1, b := b + 5], b)
if any([(hit := w).startswith("c") for w in ["a", "b"]]):
    print("never")
print(hit)
print({(k := "key"): (v := k + "!")}, k, v, f"{(n := 7)} {n:>{(w := 4)}}", w, (lambda: (q := 2) * q)())
values = list(range(10))
del values[0], values[-1]
del values[1:3], values[::2]
print(values)
del (a), [b, hit]
for name in (lambda: a, lambda: b, lambda: hit):
    try:
        name()
    except NameError as error:
        print(error)
table = {"x": {"y": [1, 2, 3]}, "z": 0}
del table["x"]["y"][1], table["z"]
print(table)
while chunk := values[:1]:
    print("chunk", chunk)
    del values[:1]
def local_del():
    p = [1]
    q = p
    del p
    q.append(2)
    return q
print(local_del())
for i in range(3):
    temporary = i * 2
    del temporary
try:
    temporary
except NameError as error:
    print(error)
del i
i = "back"
print(i)
