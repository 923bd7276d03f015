# Every method of dict; insertion order is kept through changes.
d = {"a": 1, "b": 2, "c": 3}
print(d, d["a"], d.get("z"), d.get("z", 0), d.get("a", 0), len(d), "a" in d, 1 in d, "z" not in d)
print(list(d), list(d.keys()), list(d.values()), list(d.items()), d.keys(), d.values(), d.items())
d["a"] = 10; d["d"] = 4; del d["b"]; d["b"] = 20
print(d, d.pop("c"), d.pop("zz", None), d, d.popitem(), d, d.setdefault("a", 99), d.setdefault("n", []), d)
d["n"].append(1)
d.update({"a": 0, "new": 1}); d.update([("p", 1), ("q", 2)]); d.update(r=5, a=7); d.update(); d.update({}, s=1)
print(d)
e = d.copy()
e["only e"] = 1
print(len(d), len(e), d == e, d.clear(), d, {} == d, dict.fromkeys("abc"), dict.fromkeys([1, 2], 0), dict.fromkeys((), 1))
print(dict(), dict(a=1), dict([("k", 1), (2, 3)]), dict({"x": 1}), dict({"x": 1}, y=2), dict(zip("ab", (1, 2))), dict(["ab", "cd"]), {**{"a": 1}, "b": 2, **{"a": 3}})
print({"a": 1} | {"b": 2} | {"a": 9}, {1: 2} == {1.0: 2.0}, {"a": 1, "b": 2} == {"b": 2, "a": 1}, {"a": 1} != {"a": 2})
d = {1: "a"}
d |= {2: "b"}; d |= [(3, "c")]
print(d, list(reversed(d)), list(reversed(d.items())), sorted(d, reverse=True), max(d), min(d.values()), sum(d), d.keys() & {1, 5}, sorted(d.keys() | {9}), d.keys() - {1, 2}, d.keys() == {1, 2, 3}, (1, "a") in d.items(), "b" in d.values())
counter = {}
for c in "mississippi":
    counter[c] = counter.get(c, 0) + 1
print(counter, sorted(counter.items(), key=lambda i: (-i[1], i[0])), {v: k for k, v in counter.items()})
groups = {}
for w in "one two three four five six".split():
    groups.setdefault(len(w), []).append(w)
print(groups)
deep = {"x": {"y": {"z": [1, {"w": 2}]}}}
deep["x"]["y"]["z"][1]["w"] += 40
print(deep, deep["x"]["y"]["z"][1]["w"])
self_ref = {"a": 1}
self_ref["me"] = self_ref
print(self_ref, bool({}), bool({0: 0}), not {}, {}.get("x") is None)
for call in (
    lambda: {}["k"], lambda: {1: 2}["1"], lambda: {}[1, 2], lambda: {}.pop("k"), lambda: {}.popitem(), lambda: {[]: 1}, lambda: {{}: 1}, lambda: {}[[]], lambda: {}.get([]), lambda: [] in {}, lambda: {1: 1} < {2: 2}, lambda: {} + {}, lambda: {} | [], lambda: dict(5), lambda: dict([(1, 2, 3)]), lambda: dict(["abc"]),
    lambda: {}.get(), lambda: {}.nope, lambda: {**5}, lambda: {}.update(5), lambda: {}.update([(1,)]), lambda: hash({}), lambda: dict({}, {}), lambda: {}.setdefault(),
):
    try:
        print(call())
    except Exception as error:
        # 3.14 has other words for the unhashable.
        print(type(error).__name__, "unhashable" if "unhashable" in str(error) else error)
try:
    del {}["x"]
except KeyError as error:
    print(repr(error), error.args)
