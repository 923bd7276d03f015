"""Records set_order.txt: the order of sets in CPython, after sequences of operations.

A line is a sequence of operations on a set that is empty at first, " => ", and its elements in
the order of iteration. An operation is a letter and its operand:

  +x  add       -x  discard    p  pop        c  clear      S  set = set(set)
  |L  set |= set(L)   &L  set &= set(L)   ~L  set -= set(L)   ^L  set ^= set(L)
  uL  set = set | set(L), and so i, d and x
  UL  update(L)   IL  intersection_update(L)   DL  difference_update(L)   X  symmetric...
"""

import random

random.seed(20)


def pool():
    kind = random.randrange(7)
    if kind == 0:
        return lambda: random.randrange(12)
    if kind == 1:
        return lambda: random.randrange(-20, 200)
    if kind == 2:
        return lambda: random.randrange(40) * 8
    if kind == 3:
        return lambda: random.choice((1, -1)) * random.randrange(2**63)
    if kind == 4:
        return lambda: random.choice((random.randrange(20), random.randrange(40) / 4))
    if kind == 5:
        return lambda: (1 << random.randrange(63)) + random.randrange(3)
    return lambda: random.choice((True, False, 0.0, -0.0, 1.5, -1, -2, 2**61 - 1, 2**61, 7, 33, 65))


def operand(make):
    # dict.fromkeys drops duplicates and keeps the order.
    size = random.choice((0, 1, 2, 3, 5, 8, 13, 30))
    return list(dict.fromkeys(make() for _ in range(size)))


def apply(elements, letter, items):
    other = set(items)
    if letter == "|": elements |= other
    elif letter == "&": elements &= other
    elif letter == "~": elements -= other
    elif letter == "^": elements ^= other
    elif letter == "u": elements = elements | other
    elif letter == "i": elements = elements & other
    elif letter == "d": elements = elements - other
    elif letter == "x": elements = elements ^ other
    elif letter == "U": elements.update(items)
    elif letter == "I": elements.intersection_update(items)
    elif letter == "D": elements.difference_update(items)
    else: elements.symmetric_difference_update(items)
    return elements


for _ in range(2000):
    make = pool()
    elements = set()
    line = []
    for _ in range(random.randrange(1, 9)):
        letter = random.choice("+++-p|&~^uidxUUIDXS" + "c" * (random.random() < 0.1))
        if letter in "+-":
            x = make()
            elements.add(x) if letter == "+" else elements.discard(x)
            line.append(letter + repr(x))
        elif letter in "pcS":
            if letter == "p" and elements:
                elements.pop()
            elif letter == "c":
                elements.clear()
            elif letter == "S":
                elements = set(elements)
            line.append(letter)
        else:
            items = operand(make)
            elements = apply(elements, letter, items)
            line.append(letter + ",".join(map(repr, items)))
    print(" ".join(line), "=>", ",".join(map(repr, elements)))
