# 3.12 runs comprehensions inside the function around them; nothing may leak.
def outer():
    x, i = "x", "i"
    a = [i for i in range(3)]
    b = [[x for x in range(i)] for i in range(3)]
    return x, i, a, b


def with_cells():
    x = 1
    get = lambda: x
    a = [x for x in range(5)]
    b = [(lambda: x)() for x in range(3)]
    c = [lambda: x for x in range(3)]
    x = 2
    return get(), a, b, [f() for f in c], x


def unbound():
    try:
        [y for z in range(1)]
        y = 1
    except UnboundLocalError as error:
        return str(error)
    except NameError as error:
        return str(error).replace("free variable", "local")


def restores_on_error(items):
    v = "kept"
    try:
        [1 // v for v in items]
    except ZeroDivisionError:
        pass
    return v


def restores_unbound():
    [w for w in range(3)]
    try:
        return w
    except NameError as error:
        return type(error).__name__


def parameters(n, data):
    return [n for n in data if n > 1], n, {n: data for n in data}, [data for data in [n]], data


def in_loops():
    out = []
    for k in range(3):
        out.append([k for k in range(k)])
        out.append(k)
    return out


def first_iterable_is_outside(x):
    return [x for x in x], [x for x in [x] for x in x if x], x


def nested_functions():
    def inner():
        return [outer_name + n for n in range(2)]
    outer_name = 10
    values = [inner() for outer_name in [1, 2]]
    return values, outer_name


def walrus_leaks():
    found = [last := n for n in range(5) if n % 2]
    return found, last


def deep():
    a = 1
    return [[[(a, b, c, d) for d in range(1)] for c in range(2)] for b in range(2)], [lambda: (a, e) for e in range(2)][0]()


def conditional(flag):
    return [z for z in range(2)] if flag else {z for z in range(2)}, [z if (z := n) else "zero" for n in range(2)], z


print(outer())
print(with_cells())
print(unbound() is not None)
print(restores_on_error([1, 0]), restores_on_error([]), restores_on_error([5]))
print(restores_unbound())
print(parameters(7, [1, 2, 3]))
print(in_loops())
print(first_iterable_is_outside([[1], [0, 2]]))
print(nested_functions())
print(walrus_leaks())
print(deep())
print(conditional(True), conditional(False))
i = "global"
print([i for i in range(2)], i, [(lambda: i)() for i in range(2)], i)
functions = [lambda: i for i in range(2)]
print([f() for f in functions], i)
