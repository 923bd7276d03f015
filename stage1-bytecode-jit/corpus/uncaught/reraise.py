# A bare raise keeps the entries of the first.
def risky(n):
    if n > 1:
        raise OverflowError("too big", n)
    return n


def guarded(n):
    try:
        return risky(n)
    except OverflowError as error:
        print("seen", error)
        raise


for n in range(5):
    print(guarded(n))
