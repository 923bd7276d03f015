# What does it cost an interpreter to find its next instruction? Any Python can run this.

from time import perf_counter


def count(n, step):
    i = 0
    while i < n:
        i += step
    return i


# The same work whatever the limit is, but the `if` may be easy or hard to foresee.
def toss(n, limit):
    seed = 1
    bits = 0
    i = 0
    while i < n:
        seed = seed * 16807 % 2147483647
        if seed < limit:
            bits ^= 1
        else:
            bits ^= 2
        i += 1
    return bits


def turn(function, argument):
    n = 1_000_000
    best = 1.0
    for _ in range(7):
        start = perf_counter()
        function(n, argument)
        best = min(best, perf_counter() - start)
    return best / n * 1e9


def main():
    counting = turn(count, 1)
    regular = (turn(toss, 0) + turn(toss, 2147483647)) / 2
    random = turn(toss, 1073741824)
    print(f"count              {counting:6.2f} ns a turn")
    print(f"toss, foreseeable  {regular:6.2f} ns a turn")
    print(f"toss, by chance    {random:6.2f} ns a turn")
    print(f"a wrong guess      {2 * (random - regular):6.2f} ns")


if __name__ == "__main__":
    main()
