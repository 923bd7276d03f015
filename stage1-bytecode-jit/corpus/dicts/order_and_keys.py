# Order is that of insertion, through many deletions and a few resizes.
d = {}
for i in range(40):
    d[i * 7 % 41] = i
for i in range(0, 40, 3):
    d.pop(i, None)
for i in range(0, 10):
    d[i] = "again"
print(list(d), len(d))
print(list(d.values()))
while len(d) > 3:
    d.popitem()
print(d)
first = next(iter(d))
d[first] = d.pop(first)
print(d)
keys = {1: "int", 1.5: "float", "1": "str", (1,): "tuple", None: "None", True: "replaces 1", frozenset([1]): "frozenset", -1: "minus one", 2 ** 80: "big", "": "empty", 0: "zero", float("inf"): "inf"}
print(keys)
print(keys[1], keys[1.0], keys["1"], keys[(1,)], keys[None], keys[frozenset({1})], keys[-1.0], keys[2.0 ** 80], keys[False], keys[0.0], keys[float("inf")])
nan = float("nan")
n = {nan: 1}
print(n[nan], nan in n, len({nan: 1, nan: 2}), float("nan") == float("nan"))
print(len({0: 1, 0.0: 2, False: 3, -0.0: 4}), {0: "a", 0.0: "b"}, {"a": 1, "a": 2})
collide = {}
for i in range(1, 30):
    collide[i * 2 ** 32] = i
    collide[i * (2 ** 61 - 1)] = -i
print(len(collide), collide[5 * 2 ** 32], collide[7 * (2 ** 61 - 1)], 31 * 2 ** 32 in collide, sum(collide.values()))
memo = {}


def ways(n, parts):
    if n == 0:
        return 1
    if n < 0 or not parts:
        return 0
    key = n, parts
    if key not in memo:
        memo[key] = ways(n - parts[0], parts) + ways(n, parts[1:])
    return memo[key]


print(ways(100, (50, 20, 10, 5, 2, 1)), len(memo))
graph = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
order, seen = [], {}
def visit(node):
    if node in seen:
        return
    seen[node] = True
    for other in graph[node]:
        visit(other)
    order.insert(0, node)
visit("a")
print(order, seen)
inverted = {}
for k, vs in graph.items():
    for v in vs:
        inverted.setdefault(v, []).append(k)
print(inverted)
