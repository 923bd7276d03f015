# Makes much garbage, cycles too, and keeps little: what is kept must be right.
def make_cycle(n):
    a, b = [n], {"n": n}
    a.append(b)
    b["back"] = a
    a.append(a)
    return a


def build_tree(depth):
    if depth == 0:
        return None
    return (build_tree(depth - 1), depth, build_tree(depth - 1))


def count(tree):
    if tree is None:
        return 0
    left, _, right = tree
    return 1 + count(left) + count(right)


def linked_list(n):
    head = None
    for i in range(n):
        head = [i, head]
    return head


def length(node):
    n = 0
    while node is not None:
        n += 1
        node = node[1]
    return n


def churn(rounds):
    kept = []
    for i in range(rounds):
        cycle = make_cycle(i)
        text = "x" * (i % 50) + str(i)
        table = {text: cycle, i: [text] * 3}
        closure = lambda: (text, table)
        cycle.append(closure)
        if i % 500 == 0:
            kept.append(cycle)
    return kept


kept = churn(5000)
print(len(kept), [k[0] for k in kept], [k[1]["back"] is k and k[2] is k for k in kept].count(True))
print([len(k[3]()[0]) for k in kept], kept[-1][3]()[1][4999][2], kept[3][1]["n"])
print(count(build_tree(12)), length(linked_list(20000)))
trees = [build_tree(6) for _ in range(50)]
print(sum([count(t) for t in trees]), trees[0] == trees[49])
total = 0
for i in range(3000):
    total += len([j for j in range(i % 30)]) + len(str(i) * 2) + len({j: j for j in range(i % 7)}) + (2 ** 70 + i) % 1000
print(total)
window = []
for i in range(10000):
    window.append([i, (i, str(i))])
    if len(window) > 10:
        window.pop(0)
print(window[0], window[-1])
errors = []
for i in range(2000):
    try:
        raise ValueError([i] * 10)
    except ValueError as error:
        if i % 400 == 0:
            errors.append(error)
print([e.args[0][0] for e in errors])
big = [0] * 100000
big[50000] = [1, 2, 3]
big = big[49999:50002]
print(big, 10 ** 100 % (10 ** 9 + 7), sum([10 ** 30] * 1000) == 10 ** 33)
