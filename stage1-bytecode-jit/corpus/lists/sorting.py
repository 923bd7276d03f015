# Sorting is stable; keys are computed once; errors leave a list.
words = ["banana", "Apple", "cherry", "apple", "date", "Fig", "egg"]
print(sorted(words), sorted(words, reverse=True))
print(sorted(words, key=len), sorted(words, key=len, reverse=True), sorted(words, key=str.lower))
records = [("a", 3), ("b", 1), ("c", 3), ("d", 2), ("e", 1)]
print(sorted(records, key=lambda r: r[1]), sorted(records, key=lambda r: r[1], reverse=True), sorted(records, key=lambda r: (-r[1], r[0])))
records.sort(key=lambda r: r[0], reverse=True)
print(records, records.sort())
print(sorted([3, 1.5, True, 2, 0.5, False]), sorted("hello"), sorted({3: "c", 1: "a"}), sorted((2, 1)), sorted([]), sorted([[2], [1, 5], [1], []]), sorted(range(5, 0, -1)))
print(sorted([(1, "b"), (1, "a"), (0, "z")]), sorted([10 ** 20, -(10 ** 20), 5, 2.5]), sorted(["b", "ä", "Z", "a", ""]), sorted([True, False, 1, 0]))
calls = []
print(sorted([3, 1, 2], key=lambda x: calls.append(x) or -x), calls)


def pseudo_random(n, seed):
    out = []
    for _ in range(n):
        seed = (seed * 1664525 + 1013904223) % 2 ** 32
        out.append(seed >> 16)
    return out


data = pseudo_random(500, 7)
ordered = sorted(data)
print(all([ordered[i] <= ordered[i + 1] for i in range(len(ordered) - 1)]), ordered[:5], ordered[-3:], sum(ordered) == sum(data))
pairs = [(x % 10, i) for i, x in enumerate(data)]
by_first = sorted(pairs, key=lambda p: p[0])
print(by_first == sorted(pairs), by_first[:4], sorted(pairs, key=lambda p: p[0], reverse=True)[:4])
print([w for _, w in sorted(zip([3, 1, 2], "abc"))], list(reversed(sorted("bca"))), max(words, key=len), min(words, key=len), max(records, key=lambda r: r[1]), min([1, 1.0, True]), max([1, 1.0, True]))
for call in (
    lambda: sorted([1, "a"]), lambda: sorted([None, None]), lambda: sorted([[1], ["a"]]), lambda: sorted([1, 2], key=5), lambda: sorted([1, 2], len), lambda: sorted(5),
    lambda: sorted([1, 2], key=lambda: 0), lambda: sorted([{}, {}]), lambda: sorted(), lambda: sorted(["a", "b"], key=lambda x: 1 / 0), lambda: [3, 1].sort(lambda x: x),
):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
mixed = [3, 1, "x", 2]
try:
    mixed.sort()
except TypeError:
    print(len(mixed), 3 in mixed, "x" in mixed)
