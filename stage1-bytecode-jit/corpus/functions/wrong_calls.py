# What CPython says to a call that does not fit.
def none():
    pass


def one(a):
    return a


def two(a, b):
    return a, b


def three(a, b, c):
    return a, b, c


def defaults(a, b=2, c=3):
    return a, b, c


def star(a, *rest):
    return a, rest


def named(a, *, key, other=5):
    return a, key, other


def two_named(*, x, y, z):
    return x, y, z


def positional(a, b, /, c):
    return a, b, c


def all_kinds(a, /, b, *args, c, d=4, **kwargs):
    return a, b, args, c, d, kwargs


def anything(*args, **kwargs):
    return args, kwargs


for call in (
    lambda: none(1), lambda: none(1, 2), lambda: none(x=1), lambda: one(), lambda: one(1, 2), lambda: one(b=1), lambda: one(1, a=2), lambda: two(), lambda: two(1), lambda: two(b=1), lambda: two(1, 2, 3), lambda: two(1, c=2), lambda: two(1, 2, c=3),
    lambda: three(), lambda: three(1), lambda: three(b=5), lambda: defaults(), lambda: defaults(1, 2, 3, 4), lambda: defaults(b=1), lambda: defaults(1, d=5), lambda: defaults(1, a=5), lambda: defaults(1, c=9), lambda: star(), lambda: star(1, 2, 3), lambda: star(b=1), lambda: star(1, b=2),
    lambda: named(), lambda: named(1), lambda: named(1, 2), lambda: named(1, 2, key=3), lambda: named(key=1), lambda: named(1, key=2), lambda: named(1, key=2, other=3), lambda: named(1, key=2, more=3), lambda: named(1, other=2), lambda: two_named(), lambda: two_named(x=1), lambda: two_named(1, x=1, y=2, z=3), lambda: two_named(1, 2),
    lambda: positional(1, 2, 3), lambda: positional(1, 2, c=3), lambda: positional(1, b=2, c=3), lambda: positional(a=1, b=2, c=3), lambda: positional(1), lambda: positional(1, 2, 3, 4), lambda: all_kinds(1), lambda: all_kinds(1, 2), lambda: all_kinds(1, 2, c=3), lambda: all_kinds(1, b=2, c=3), lambda: all_kinds(1, 2, 3, 4, c=5, d=6, e=7, a=8),
    lambda: anything(), lambda: anything(1, *[2, 3], x=4, **{"y": 5}), lambda: anything(*"ab", *(1,), **{}, **{"k": 1}), lambda: anything(**{"a b": 1, "": 2}), lambda: anything(self=1, args=2),
    lambda: one(*[]), lambda: one(*[1, 2]), lambda: one(**{"a": 1}), lambda: one(**{"b": 1}), lambda: one(1, **{"a": 1}), lambda: two(*[1], **{"b": 2}), lambda: two(1, *[2]), lambda: two(*(1, 2), *()),
    lambda: one(*5), lambda: one(**5), lambda: one(**{1: 2}), lambda: anything(**{"a": 1}, **{"a": 2}), lambda: anything(a=1, **{"a": 2}), lambda: one(*None), lambda: anything(**None), lambda: anything(**[("a", 1)]), lambda: anything(1, 2, *3),
    lambda: (lambda x: x)(), lambda: (lambda: 0)(1), lambda: (lambda *, k: k)(), lambda: (lambda x, y=2: (x, y))(1, 2, 3),
):
    try:
        print(call())
    except TypeError as error:
        print(error)

number, text, nothing = 5, "abc", None
for value in (number, text, nothing, [1], (1,), {1: 2}, {1}, 2.5, True, range(3)):
    try:
        value()
    except TypeError as error:
        print(error)
