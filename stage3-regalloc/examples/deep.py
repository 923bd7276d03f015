depth = 0


def count(n):
    global depth
    depth = n
    return count(n + 1) + 1


for i in range(3):
    try:
        count(0)
    except RecursionError as error:
        print(type(error).__name__, depth)
