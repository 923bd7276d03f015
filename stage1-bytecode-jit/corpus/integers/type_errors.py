# What happens when an operator meets the wrong types, word for word.
def attempt(name, operation, a, b):
    try:
        print(name, operation(a, b))
    except TypeError as error:
        print(name, "->", error)


operations = [
    ("+", lambda a, b: a + b),
    ("-", lambda a, b: a - b),
    ("*", lambda a, b: a * b),
    ("/", lambda a, b: a / b),
    ("//", lambda a, b: a // b),
    ("%", lambda a, b: a % b),
    ("**", lambda a, b: a ** b),
    ("<<", lambda a, b: a << b),
    (">>", lambda a, b: a >> b),
    ("&", lambda a, b: a & b),
    ("|", lambda a, b: a | b),
    ("^", lambda a, b: a ^ b),
    ("<", lambda a, b: a < b),
    (">=", lambda a, b: a >= b),
    ("==", lambda a, b: a == b),
]
for a, b in ((1, "a"), ([], 1), (1.5, None), (2, 2.5), (None, None), ({}, {}), ((), [])):
    for name, operation in operations:
        attempt(f"{a!r} {name} {b!r}", operation, a, b)


def augmented(x, y, kind):
    try:
        if kind == "+=":
            x += y
        elif kind == "-=":
            x -= y
        elif kind == "*=":
            x *= y
        elif kind == "**=":
            x **= y
        elif kind == "|=":
            x |= y
        print(kind, x)
    except TypeError as error:
        print(kind, "->", error)


for kind in ("+=", "-=", "*=", "**=", "|="):
    augmented(1, "a", kind)
    augmented("a", 2, kind)
    augmented([1], 2, kind)

for unary in (lambda x: -x, lambda x: +x, lambda x: ~x):
    for value in ("a", None, [], 2.5):
        try:
            print(unary(value))
        except TypeError as error:
            print(error)
