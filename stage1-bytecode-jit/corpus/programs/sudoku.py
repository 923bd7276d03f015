# Backtracking with candidate sets.
PUZZLE = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"


def peers(cell):
    r, c = divmod(cell, 9)
    same = set()
    for i in range(9):
        same.add(r * 9 + i)
        same.add(i * 9 + c)
        same.add((r // 3 * 3 + i // 3) * 9 + c // 3 * 3 + i % 3)
    same.discard(cell)
    return frozenset(same)


PEERS = [peers(cell) for cell in range(81)]
tries = 0


def candidates(grid, cell):
    return set(range(1, 10)) - {grid[p] for p in PEERS[cell]}


def solve(grid):
    global tries
    best, options = None, None
    for cell in range(81):
        if grid[cell] == 0:
            found = candidates(grid, cell)
            if options is None or len(found) < len(options):
                best, options = cell, found
                if len(found) <= 1:
                    break
    if best is None:
        return True
    for digit in sorted(options):
        tries += 1
        grid[best] = digit
        if solve(grid):
            return True
    grid[best] = 0
    return False


def show(grid):
    for r in range(9):
        if r in (3, 6):
            print("------+-------+------")
        row = grid[r * 9:r * 9 + 9]
        print(" | ".join([" ".join([str(d or ".") for d in row[i:i + 3]]) for i in (0, 3, 6)]))


grid = [0 if c == "." else int(c) for c in PUZZLE]
show(grid)
print(len(PEERS[0]), solve(grid), tries)
show(grid)
print(all([sum(grid[r * 9:r * 9 + 9]) == 45 for r in range(9)]), all([len({grid[r * 9 + c] for r in range(9)}) == 9 for c in range(9)]))
broken = [0 if c == "." else int(c) for c in "55" + PUZZLE[2:]]
print(solve([0] * 81) and tries > 80, len(candidates(broken, 2)))
