def neighbours(cell):
    row, column = cell
    return {
        (row + dr, column + dc)
        for dr in (-1, 0, 1)
        for dc in (-1, 0, 1)
        if (dr, dc) != (0, 0)
    }


def step(alive):
    candidates = set(alive)
    for cell in alive:
        candidates |= neighbours(cell)
    return {
        cell
        for cell in candidates
        if len(neighbours(cell) & alive) == 3
        or (cell in alive and len(neighbours(cell) & alive) == 2)
    }


def show(alive, size):
    for row in range(size):
        print("".join(["#" if (row, column) in alive else "." for column in range(size)]))


glider = {(0, 1), (1, 2), (2, 0), (2, 1), (2, 2)}
for generation in range(5):
    print("generation", generation)
    show(glider, 6)
    glider = step(glider)
