def inner(n):
    for i in range(3):
        if i == n:
            raise ValueError(f"at {i}")
        yield i


def outer(n):
    try:
        yield from inner(n)
    except ValueError:
        raise KeyError("outer")


print(sum(x for x in outer(5)))
print(list(x for x in outer(2)))
