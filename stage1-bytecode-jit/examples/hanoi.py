def hanoi(n, source, target, spare):
    if n == 0:
        return 0
    moves = hanoi(n - 1, source, spare, target)
    target.append(source.pop())
    show()
    return moves + 1 + hanoi(n - 1, spare, target, source)


def show():
    print(f"{str(left):<12} {str(middle):<12} {str(right):<12}".rstrip())


left, middle, right = [3, 2, 1], [], []
show()
print(hanoi(3, left, right, middle), "moves")
