def binary_search(items, wanted):
    low = 0
    high = len(items) - 1
    steps = 0
    while low <= high:
        steps += 1
        middle = (low + high) // 2
        if items[middle] == wanted:
            return middle, steps
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return None, steps


squares = [n * n for n in range(1000)]
for wanted in [0, 49, 50, 998_001, 250_000, -1]:
    index, steps = binary_search(squares, wanted)
    if index is None:
        print(f"{wanted} is not a square ({steps} steps)")
    else:
        print(f"{wanted} is the square of {index} ({steps} steps)")
