def steps(n):
    count = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        count += 1
    return count


def longest(limit):
    best = 1
    best_steps = 0
    start = 1
    while start < limit:
        count = steps(start)
        if count > best_steps:
            best = start
            best_steps = count
        start += 1
    return best


def main():
    limit = 200_000
    start = longest(limit)
    print(f"longest chain below {limit}: {start}, {steps(start)} steps")


if __name__ == "__main__":
    main()
