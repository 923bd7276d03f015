# refused: 6: match
value = 5


match value:
    case int(n):
        print(n)
