# match: sequences, literals, alternatives, guards, stars.
def describe(command):
    match command:
        case []:
            return "empty"
        case ["go", ("north" | "south") as where]:
            return "go", where
        case ["take", what, *more] if more:
            return "take", what, more
        case [[a, b], [c, d]]:
            return a, b, c, d
        case [first, *_, last]:
            return first, last
        case 0 | 1.5 | "word":
            return "literal", command
        case None | True:
            return "constant"
        case -1:
            return "minus one"
        case _:
            return "nothing"


for command in ([], ["go", "north"], ("go", "south"), ["go", "west"], ["take", "lamp"], ["take", "lamp", "oil"], [[1, 2], (3, 4)], (7,), [7, 8], range(3), 0, False, 1.5, "word", None, True, -1, -1.0, {1, 2}, "ab"):
    print(describe(command))
