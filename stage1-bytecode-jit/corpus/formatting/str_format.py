# str.format and its little language of fields.
print("{} {} {}".format(1, "two", 3.0), "{0} {1} {0}".format("a", "b"), "{a} {b}".format(a=1, b=2), "{0} {x}".format(1, x=2))
print("{{}} {{{}}}".format(5), "{:>5}|{:<5}|{:^5}|{:*^5}".format(1, 2, 3, 4), "{!r} {!s} {!a}".format("q", "q", "é"), "{!r:>5}".format("q"))
print("{0[0]} {0[1]} {1[key]} {2[0][1]}".format([10, 20], {"key": "value"}, [(1, 2)]), "{a[0]} {a[1]}".format(a="xy"))
print("{:{}} {:{}.{}f} {:{w}}".format(5, 4, 2.5, 8, 2, "x", w=3) + "|", "{0:{1}}|{0:>{w}}".format("z", 3, w=4))
print("{:d} {:x} {:,} {:.2f} {:%} {:e} {:c} {:08b} {:+}".format(5, 255, 10 ** 6, 2.0, 0.5, 1e5, 97, 5, 3))
print("{:5}|{:5}|{:5}|{:<5}|{:>5}".format("a", 1, 1.5, True, "b"), "{}".format(None), "{!s:>6}".format(None), "{}".format([1, "a"]), "{0!r}".format({"k": (1,)}))
print("{0.real} {0.imag}".format(5), "{:}".format("x"), "{0:}".format(7), "".format(), "plain".format(1, 2, a=3), "{a}{a}".format(**{"a": 1}), "{}-{}".format(*[1, 2]))
for template, positional, named in (
    ("{}", (), {}), ("{} {}", (1,), {}), ("{1}", (1,), {}), ("{a}", (), {}), ("{a}", (1,), {}), ("{", (1,), {}), ("}", (1,), {}), ("{0", (1,), {}), ("{} {0}", (1,), {}), ("{0} {}", (1,), {}),
    ("{!x}", (1,), {}), ("{!}", (1,), {}), ("{:z}", ("a",), {}), ("{:d}", ("a",), {}), ("{:>5", (1,), {}), ("{0[a]}", ([1],), {}), ("{0[5]}", ([1],), {}), ("{0[k]}", ({},), {}), ("{0.nope}", (1,), {}),
    ("{0[]}", ([1],), {}), ("{0.}", (1,), {}), ("{:{}}", (1,), {}), ("{!r", (1,), {}), ("{a!rx}", (), {"a": 1}), ("{:5}", (None,), {}), ("{:{:{}}}", (1, 2, 3), {}),
):
    try:
        print(repr(template.format(*positional, **named)))
    except Exception as error:
        print(repr(template), type(error).__name__, error)
print("{a} {b}".format_map({"a": 1, "b": 2}))
line = "{name:<8}{amount:>8.2f}"
for name, amount in (("ann", 1.5), ("bob", 22.333), ("christopher", 0)):
    print(line.format(name=name, amount=amount))
