# Sets at work; what is printed is sorted where text is in them.
def components(edges):
    neighbours = {}
    for a, b in edges:
        neighbours.setdefault(a, set()).add(b)
        neighbours.setdefault(b, set()).add(a)
    seen, found = set(), []
    for start in neighbours:
        if start in seen:
            continue
        group, frontier = {start}, [start]
        while frontier:
            node = frontier.pop()
            for other in neighbours[node] - group:
                group.add(other)
                frontier.append(other)
        seen |= group
        found.append(sorted(group))
    return found


print(components([("a", "b"), ("c", "d"), ("b", "e"), ("f", "f"), ("d", "c")]))
primes = set(range(2, 60))
for n in range(2, 8):
    primes -= set(range(n * n, 60, n))
print(sorted(primes), len(primes))


def powerset(items):
    result = {frozenset()}
    for item in items:
        result |= {subset | {item} for subset in result}
    return result


subsets = powerset([1, 2, 3])
print(len(subsets), sorted([sorted(s) for s in subsets]), frozenset({1, 3}) in subsets, frozenset({4}) in subsets)
words = "the cat sat on the mat the end".split()
print(sorted(set(words)), len(set(words)), sorted(set("cat") & set("sat")), sorted({w[0] for w in words}), sorted({len(w) for w in words}))


def unique(items):
    seen = set()
    return [x for x in items if not (x in seen or seen.add(x))]


print(unique([3, 1, 3, 2, 1, 1.0, True, "a", "a"]))
big = set()
for i in range(1000):
    big.add(i * i % 97)
print(len(big), sorted(big)[:10], sum(big), 5 in big, 6 in big)
for i in range(97):
    big.discard(i)
print(big, len(big))
visited = {(0, 0)}
x = y = 0
for i, n in enumerate([1, 1, 2, 2, 3, 3]):
    for _ in range(n):
        x += (1, 0, -1, 0)[i % 4]
        y += (0, 1, 0, -1)[i % 4]
        visited.add((x, y))
print(len(visited), sorted(visited)[:4], (x, y))
numbers = [3, 8, 11, 15, 7, 2]
print(sorted({tuple(sorted((a, b))) for a in numbers for b in numbers if a != b and a + b == 10}))
