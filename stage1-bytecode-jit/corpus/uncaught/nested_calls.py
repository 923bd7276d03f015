# An exception from three calls down.
def inner(value):
    raise ValueError(f"bad value: {value!r}")


def middle(value):
    inner(value + 1)


def outer():
    middle(41)


print("before")
outer()
print("after")
