def safe(queens, column):
    row = len(queens)
    for r, c in enumerate(queens):
        if c == column or abs(c - column) == row - r:
            return False
    return True


def solve(n, queens, solutions):
    if len(queens) == n:
        solutions.append(queens[:])
        return
    for column in range(n):
        if safe(queens, column):
            queens.append(column)
            solve(n, queens, solutions)
            queens.pop()


def main():
    for n in range(1, 8):
        solutions = []
        solve(n, [], solutions)
        print(n, "queens:", len(solutions), "solutions")

    solutions = []
    solve(8, [], solutions)
    print("one of the", len(solutions), "for 8 queens:")
    for column in solutions[0]:
        print(" ".join(["Q" if c == column else "." for c in range(8)]))


if __name__ == "__main__":
    main()
