# Functions that take and give functions.
def logged(function):
    def wrapper(*args, **kwargs):
        calls.append(function.__name__)
        return function(*args, **kwargs)
    return wrapper


def repeat(times):
    def decorate(function):
        def wrapper(*args):
            return [function(*args) for _ in range(times)]
        return wrapper
    return decorate


def memoize(function):
    cache = {}

    def wrapper(*args):
        if args not in cache:
            cache[args] = function(*args)
        return cache[args]
    return wrapper


calls = []


@logged
def add(a, b=10):
    return a + b


@repeat(3)
@logged
def greet(name):
    return "hi " + name


@memoize
@logged
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(add(1), add(1, b=2), greet("ann"), calls)
calls.clear()
print(fib(30), len(calls), fib(30), len(calls))


def curry(f, n):
    def collect(*args):
        if len(args) >= n:
            return f(*args)
        return lambda *more: collect(*args, *more)
    return collect


print(curry(lambda a, b, c: a + b * c, 3)(1)(2)(3), curry(max, 2)(5)(9))


def pipeline(value, *steps):
    for step in steps:
        value = step(value)
    return value


print(pipeline(range(10), lambda r: filter(lambda n: n % 2, r), lambda r: map(lambda n: n * n, r), list, sum))
table = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "max": max}


def evaluate(expression):
    if isinstance(expression, tuple):
        operator, *operands = expression
        return table[operator](*map(evaluate, operands))
    return expression


print(evaluate(("+", ("*", 2, 3), ("-", 10, ("max", 1, 4)))))
zero = lambda f: lambda x: x
successor = lambda n: lambda f: lambda x: f(n(f)(x))
plus = lambda m: lambda n: lambda f: lambda x: m(f)(n(f)(x))
number = lambda n: n(lambda x: x + 1)(0)
two = successor(successor(zero))
print(number(two), number(plus(two)(successor(two))))
Y = lambda f: (lambda x: x(x))(lambda x: f(lambda *a: x(x)(*a)))
print(Y(lambda self: lambda n: 1 if n == 0 else n * self(n - 1))(20))


def partial(f, *fixed, **named):
    return lambda *args, **kwargs: f(*fixed, *args, **{**named, **kwargs})


print(partial(pow, 2)(10), partial(sorted, reverse=True)([1, 3, 2]), partial(int, base=2)("101"))
