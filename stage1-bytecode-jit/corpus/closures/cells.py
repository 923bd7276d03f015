# Variables shared between functions: nonlocal, global, loops, late binding.
def counter():
    n = 0

    def increment(by=1):
        nonlocal n
        n += by
        return n

    def read():
        return n

    return increment, read


a, read_a = counter()
b, read_b = counter()
print(a(), a(), a(5), b(), read_a(), read_b())

late = [lambda: i for i in range(4)]
early = [lambda i=i: i for i in range(4)]
print([f() for f in late], [f() for f in early])


def loop_functions():
    fs = []
    for i in range(3):
        def f():
            return i
        fs.append(f)
    first = [f() for f in fs]
    i = 99
    return first, [f() for f in fs]


print(loop_functions())


def make_adder(n):
    return lambda x: x + n


add5, add7 = make_adder(5), make_adder(7)
print(add5(1), add7(1), make_adder("a")("b"))


def three_levels():
    x = "outer"

    def middle():
        def inner():
            nonlocal x
            x = "changed by inner"
            return x
        return inner
    before = x
    middle()()
    return before, x


print(three_levels())
x = "global"


def shadows():
    x = "local"

    def uses_global():
        global x
        x = x + "!"
        return x
    return uses_global(), x


print(shadows(), x)


def parameter_cell(n):
    def double():
        nonlocal n
        n *= 2
    double(); double()
    return n


print(parameter_cell(5))


def starred_cells(*args, k=1, **kwargs):
    return lambda: (args, k, kwargs)


print(starred_cells(1, 2, z=3)())


def compose(*fs):
    def composed(x):
        for f in reversed(fs):
            x = f(x)
        return x
    return composed


print(compose(lambda x: x + 1, lambda x: x * 10, abs)(-3))


def make_stack():
    items = []
    return {"push": items.append, "pop": items.pop, "size": lambda: len(items), "peek": lambda: items[-1] if items else None}


s = make_stack()
s["push"](1); s["push"]("two")
print(s["size"](), s["peek"](), s["pop"](), s["pop"](), s["peek"]())


def fib_memo():
    memo = {}

    def fib(n):
        if n not in memo:
            memo[n] = n if n < 2 else fib(n - 1) + fib(n - 2)
        return memo[n]
    return fib


print(fib_memo()(90))


def comprehension_cells():
    factor = 3
    return [factor * y for y in range(3)], [[factor + y + z for z in range(2)] for y in range(2)], {y: (lambda: y * factor)() for y in range(2)}


print(comprehension_cells())
