# refused: 4: generator


def evens(limit):
    n = 0
    while n < limit:
        yield n
        n += 2


print(sum(evens(10)))
