# A regular-expression matcher in the style of Kernighan and Pike, with closures.
def parse(pattern):
    at = 0

    def alternatives():
        nonlocal at
        branches = [sequence()]
        while at < len(pattern) and pattern[at] == "|":
            at += 1
            branches.append(sequence())
        return branches[0] if len(branches) == 1 else ("or", branches)

    def sequence():
        parts = []
        while at < len(pattern) and pattern[at] not in "|)":
            parts.append(repeated())
        return ("seq", parts)

    def repeated():
        nonlocal at
        item = single()
        while at < len(pattern) and pattern[at] in "*+?":
            item = (pattern[at], item)
            at += 1
        return item

    def single():
        nonlocal at
        c = pattern[at]
        at += 1
        if c == "(":
            inner = alternatives()
            if at >= len(pattern):
                raise ValueError(f"missing ) in {pattern!r}")
            at += 1
            return inner
        if c == "[":
            end = pattern.index("]", at)
            body, at = pattern[at:end], end + 1
            chosen, i = set(), 0
            while i < len(body):
                if body[i + 1:i + 2] == "-":
                    chosen |= {chr(o) for o in range(ord(body[i]), ord(body[i + 2]) + 1)}
                    i += 3
                else:
                    chosen.add(body[i])
                    i += 1
            return ("set", frozenset(chosen))
        if c == ".":
            return ("any",)
        if c in "*+?":
            raise ValueError(f"nothing to repeat in {pattern!r}")
        return ("set", frozenset(c))

    tree = alternatives()
    if at != len(pattern):
        raise ValueError(f"unexpected {pattern[at]!r} in {pattern!r}")
    return tree


def build(tree, then):
    kind, *rest = tree
    if kind == "set":
        return lambda text, i: i < len(text) and text[i] in rest[0] and then(text, i + 1)
    if kind == "any":
        return lambda text, i: i < len(text) and then(text, i + 1)
    if kind == "seq":
        for part in reversed(rest[0]):
            then = build(part, then)
        return then
    if kind == "or":
        branches = [build(branch, then) for branch in rest[0]]
        return lambda text, i: any([branch(text, i) for branch in branches])
    if kind == "?":
        once = build(rest[0], then)
        return lambda text, i: once(text, i) or then(text, i)
    if kind == "+":
        return build(("seq", [rest[0], ("*", rest[0])]), then)

    def star(text, i):
        return step(text, i) or then(text, i)

    step = build(rest[0], lambda text, i: star(text, i))
    return star


def matches(pattern, text):
    return bool(build(parse(pattern), lambda text, i: i == len(text))(text, 0))


for pattern, texts in (
    ("abc", ["abc", "ab", "abcd"]), ("a*b", ["b", "aaab", "aaa"]), ("a+b?", ["a", "aab", "b", "abb"]), ("(ab|cd)*", ["", "abcdab", "abc"]), ("[a-c0-9]+", ["a1b2", "d", ""]), (".*x.", ["abxy", "x", "xx"]), ("(a|b)*abb", ["abb", "aababb", "aab"]),
    ("-?[0-9]+(.[0-9]+)?", ["42", "-3.14", "--1", "1."]), ("[a-z]+@[a-z]+", ["me@home", "me@", "Me@home"]), ("(x+x+)+y", ["xxxxxxxxy", "xxxxxxxx"]),
):
    print(f"{pattern:<20}", {text: matches(pattern, text) for text in texts})
for bad in ("(a", "a)", "*a", "[a", "a|*"):
    try:
        print(parse(bad))
    except ValueError as error:
        print(error)
