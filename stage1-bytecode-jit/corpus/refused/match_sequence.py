# refused: 6: match
command = ["go", "north"]


match command:
    case [verb, where]:
        print(verb, where)
