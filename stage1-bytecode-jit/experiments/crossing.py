# Calls compiled code very often, and has it do very little.


def double(n):
    return n + n


def main():
    total = 0
    calls = []
    for i in range(1_000_000):
        total += double(i)
    calls.append(total)
    print(calls)


if __name__ == "__main__":
    main()
