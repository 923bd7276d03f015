# Three equal entries are shown, then the number of the others.
def descend(n):
    if n == 0:
        raise LookupError("bottom")
    descend(n - 1)


for depth in (1, 2):
    try:
        descend(depth)
    except LookupError as error:
        print(depth, error)
descend(5)
