# Functions that write a global variable where no run before has: behind a value of another type
# than before, on a way that was never gone. Who called them must see it.

written = 0
values = [1, 2, 3]


def deeper(n, stop):
    global written
    if n == stop:
        return None
    if n < 2:
        return n
    before = written
    found = deeper(n - 1, stop)
    if found is None:
        written = written + 1
        found = 1
    return found + (written - before) * 10


def leaf(n, index):
    global written
    n = (n * 3 + 1) % 10007
    found = values[index]
    if found is None:
        written = written + 1
        found = 5
    n = (n * 3 + found) % 10007
    return n


def three_leaves(n, index):
    before = written
    total = leaf(n, index)
    total = total + leaf(n + 1, index)
    total = total + leaf(n + 2, index)
    return total + (written - before) * 100000


def halves(n, limit):
    # Numbers alone: nothing can be written, whatever their types become.
    if n < 1:
        return n
    if n > limit:
        return halves(n / 2, limit) + 1
    return halves(n - 1, limit) + halves(n - 2, limit)


def sum_of(function, first, last, argument):
    total = 0
    for n in range(first, last):
        total = total + function(n, argument)
    return total


def main():
    print(sum_of(deeper, 2, 40, 50), written)
    for repeat in range(60):
        total = sum_of(deeper, 2, 40, 50)
    print(sum_of(deeper, 6, 40, 5), written)

    print(sum_of(three_leaves, 0, 2000, 1), written)
    values[1] = None
    print(sum_of(three_leaves, 0, 50, 1), written)

    print(sum_of(halves, 0, 18, 100))
    print(sum_of(halves, 0, 18, 7))
    print(halves(2**70, 3), halves(31, 12.5))


main()
