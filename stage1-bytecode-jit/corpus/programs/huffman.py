# Huffman codes: building the tree, encoding, decoding.
TEXT = "she sells sea shells by the sea shore, surely"


def frequencies(text):
    table = {}
    for c in text:
        table[c] = table.get(c, 0) + 1
    return table


def build(table):
    # Each entry is (weight, number, tree): the number makes the order unique.
    entries = [(weight, n, c) for n, (c, weight) in enumerate(sorted(table.items()))]
    n = len(entries)
    while len(entries) > 1:
        entries.sort(key=lambda e: (e[0], e[1]), reverse=True)
        (w1, _, left), (w2, _, right) = entries.pop(), entries.pop()
        entries.append((w1 + w2, n, (left, right)))
        n += 1
    return entries[0][2]


def codes(tree, prefix="", out=None):
    out = {} if out is None else out
    if isinstance(tree, str):
        out[tree] = prefix or "0"
    else:
        left, right = tree
        codes(left, prefix + "0", out)
        codes(right, prefix + "1", out)
    return out


def encode(text, table):
    bits = "".join([table[c] for c in text])
    return int("1" + bits, 2)


def decode(number, tree):
    out, node = "", tree
    for bit in bin(number)[3:]:
        node = node[int(bit)] if not isinstance(tree, str) else tree
        if isinstance(node, str):
            out += node
            node = tree
    return out


table = frequencies(TEXT)
tree = build(table)
code = codes(tree)
for c, bits in sorted(code.items(), key=lambda item: (len(item[1]), item[1])):
    print(f"{c!r:>4} {table[c]:>3} {bits}")
number = encode(TEXT, code)
print(number)
print(hex(number), number.bit_length() - 1, "bits instead of", 8 * len(TEXT))
print(decode(number, tree) == TEXT, decode(number, tree))
average = sum([table[c] * len(b) for c, b in code.items()]) / len(TEXT)
print(f"{average:.4f} bits a letter, {1 - average / 8:.1%} saved")
print(all([not a.startswith(b) for a in code.values() for b in code.values() if a != b]))
single = build({"x": 3})
print(single, codes(single), decode(encode("xxx", codes(single)), single))
try:
    encode("xyz", code)
except KeyError as error:
    print("no code for", error)
