# A dict that changes its size under a loop is noticed; a changed value is not.
def attempt(action):
    d = {"a": 1, "b": 2, "c": 3}
    seen = []
    try:
        for key in d:
            seen.append(key)
            action(d, key)
    except RuntimeError as error:
        print(error, seen, d)
    else:
        print("fine", seen, d)


def grow(d, key):
    d[key + "x"] = 0


def shrink(d, key):
    del d[key]


def replace(d, key):
    d[key] *= 10


def clear(d, key):
    d.clear()


for action in (grow, shrink, replace, clear):
    attempt(action)

d = {1: 1, 2: 2, 3: 3}
try:
    for value in d.values():
        d[value + 10] = 0
except RuntimeError as error:
    print(error)
try:
    for key, value in d.items():
        d.pop(key)
except RuntimeError as error:
    print(error)
s = {1, 2, 3}
try:
    for x in s:
        s.add(x + 10)
except RuntimeError as error:
    print(error)
for key in list(d):
    if key % 2:
        del d[key]
print(d)
keys, values, items = d.keys(), d.values(), d.items()
d["late"] = "seen"
print(keys, values, items, len(keys), "late" in keys)
it = iter(d)
print(next(it))
d["more"] = 1
try:
    next(it)
except RuntimeError as error:
    print(type(error).__name__, error)
last = {"x": 1}
for key in last:
    del last[key]
    break
print(last)
