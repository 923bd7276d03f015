# Sets and frozensets: the operators, the methods, the comparisons.
a, b = {1, 2, 3, 4}, {3, 4, 5}
print(a, b, a | b, a & b, a - b, b - a, a ^ b, len(a), 3 in a, 9 not in a)
print(a.union(b, [9], (8,)), a.intersection(b, [3]), a.difference(b, [1]), a.symmetric_difference([1, 9]), a.isdisjoint({7}), a.isdisjoint(b), a.issubset(range(10)), a.issuperset([1]))
print({1, 2} < {1, 2, 3}, {1, 2} <= {1, 2}, {1} < {1}, {1, 2} > {1}, {1, 2} >= {3}, {1} == {1.0}, {1, 2} != {2, 1}, {1} < {2}, {2} < {1}, {1} == frozenset([1]), set() == {}, {1} == [1])
s = set()
print(s, s.add(1), s.add(1), s, s.discard(5), s.update([2, 3], (4,)), s, s.remove(1), s, s.copy() is s, s.pop() in (2, 3, 4), len(s), s.clear(), s, bool(s))
s = {1, 2, 3, 4, 5}
s |= {6}; s &= {1, 2, 6, 9}; s -= {1}; s ^= {2, 3}
print(s, s.intersection_update([3, 6]), s, s.difference_update([6]), s, s.symmetric_difference_update([3, 7]), s)
t = s
t |= {0}
print(s is t, s, set("aab") == {"a", "b"}, sorted(set("hello")), set(range(5)), set([3, 1, 2]), {x % 3 for x in range(10)}, {*[1, 2], *(2, 3)}, set({"k": 1}))
f = frozenset([1, 2])
print(f, frozenset(), f | {3}, {3} | f, type(f | {3}).__name__, type({3} | f).__name__, hash(f) == hash(frozenset([2, 1])), {f: "key"}[frozenset([2, 1])], f in {f}, {1, 2} in {f}, f.union([5]), f & {1}, f - {1}, f ^ {2, 3})
g = f
g |= {9}
print(f, g, frozenset(f) is f, f.copy() is f, min(f), sum(f), list(f), tuple(f), {(1, 2), (1, 2)}, {1, 1.0, True}, {True, 1}, {0, False}, {None}, {""}, {frozenset()})
print({0, 1, 2, 7, 8, 9}, set([8, 0]), set([16, 8, 0, 1]), {n for n in (32, 0, 8, 3)}, {5, 3, 1}, {100, 50, 25}, {i * i for i in range(12)}, set(range(20, 0, -3)))
for call in (
    lambda: {1}.remove(2), lambda: set().pop(), lambda: {[]}, lambda: {1, {}}, lambda: {1}.add([]), lambda: [] in {1}, lambda: {1} | [1], lambda: {1} & 5, lambda: {1} - "a", lambda: {1} < [1], lambda: {1} + {2}, lambda: t[0], lambda: t(), lambda: set(5), lambda: set(1, 2),
    lambda: {1}.union(5), lambda: f.add(1), lambda: hash({1}), lambda: {1}.update(3), lambda: {1}.nothing, lambda: frozenset(1), lambda: {1}.remove({2}), lambda: {1}.discard([]),
):
    try:
        print(call())
    except Exception as error:
        # 3.14 has other words for the unhashable.
        print(type(error).__name__, "unhashable" if "unhashable" in str(error) else error)
