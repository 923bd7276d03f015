"""One of each construct whose bytecode differs between versions."""

limit: int = 3


def decorate(function):
    return function


@decorate
def keywords(a, /, b: int = 1, *rest, c="c", **more):
    return print(a, b, *rest, sep=c, **more) or keywords


def closures(x):
    def inner():
        nonlocal x
        x += 1
        return [x for x in range(x)], [lambda: y for y in (x, 2)]

    return inner


def loops(items):
    total = 0
    for i, (key, value) in enumerate(items.items()):
        while total < 300 and value is not None:
            total += i if key else -i
            if total % 7 == 0 or total > value and not key:
                continue
        else:
            items[key:] = items[1:2]
    return f"{total!r:>{limit}} {items}" + (items["a"] and "b")


def handlers(f):
    try:
        try:
            f(x=1, *[2])
        except (ValueError, KeyError) as error:
            raise RuntimeError("again") from error
        finally:
            f.clean(up=True)
    except RuntimeError:
        return {1, 2} if f in {3, 4} else {**f, "k": -f.x}
    assert f, "message"
    del f.x, f[0]


def shapes(x):
    match x:
        case [1, *rest]:
            return rest
        case {"a": 1, "b": b}:
            return b
    a, *b = x
    a[0] = b, 12345678901234567890, 1.5, 2j, b"bytes", ..., "ä"


def generator():
    with open("f") as f:
        yield f


class C:
    def m(self):
        return super().m()
