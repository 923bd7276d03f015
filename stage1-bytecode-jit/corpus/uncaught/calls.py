# The carets under a call, in the middle of a line.
def apply(f, *args):
    return [f(x) for x in args]


def check(x):
    return 10 + int(x) * len(str(x))


print(apply(check, "1", "22"))
print(apply(check, "1", "x2", "3"), "not printed")
