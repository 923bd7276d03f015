# Defaults are evaluated once; keywords may come in any order.
def remember(x, seen=[]):
    seen.append(x)
    return seen


print(remember(1), remember(2), remember(3, []), remember(4))


def count(key, table={}):
    table[key] = table.get(key, 0) + 1
    return table


count("a"); count("b")
print(count("a"))

n = 5
def early(x=n, y=n * 2):
    return x, y
n = 100
print(early(), early(1), early(y=7), early(*[3], **{"y": 4}))

functions = []
for i in range(3):
    def f(x, i=i):
        return x * i
    functions.append(f)
print([f(10) for f in functions], [f(10, 7) for f in functions])


def order(a, b, c=3, *d, e, f=6, **g):
    return a, b, c, d, e, f, g


print(order(1, 2, e=5), order(1, 2, 9, 8, 7, e=5, z=1), order(e=1, b=2, a=3), order(*range(6), e=0, **{"f": 1, "h": 2}))


def outer(x, /, *, y=None, **rest):
    return x, y, rest


print(outer(1, x=2), outer(1, y=3, x=4, z=5))


def total(*numbers, start=0):
    for number in numbers:
        start += number
    return start


print(total(), total(1, 2, 3), total(*range(5), start=100), total(*[1], *(2, 3), *{4}))
arguments, keywords = [1, 2], {"c": 3, "e": 4}
print(order(*arguments, **keywords), arguments, keywords)


def changes(*args, **kwargs):
    kwargs["new"] = 1
    return args, kwargs


print(changes(*arguments, **keywords), keywords)
calls = []
def trace(x):
    calls.append(x)
    return x
print(order(trace("a"), *[trace("b")], e=trace("e"), **{"g": trace("g")}), calls)


def nothing():
    pass


def early_return(x):
    if x:
        return
    return "end"


print(nothing(), early_return(1), early_return(0), (lambda: None)(), (lambda x, *y, z=1: (x, y, z))(1, 2, 3, z=4))
print(remember.__name__, (lambda: 0).__name__, len.__name__, int.__name__, type(remember).__name__, type(len).__name__, callable(remember), callable(5), callable(int))


def documented():
    """A docstring is a constant that is dropped here."""
    return 1


print(documented(), documented() + documented() * documented())
def recursive(n): return 1 if n <= 1 else n * recursive(n - 1)
alias = recursive
recursive = lambda n: -1
print(alias(5), recursive(5))
