# Writes and reads JSON.
def dump(value, indent=0):
    pad = "  " * (indent + 1)
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, (list, tuple)):
        if not value:
            return "[]"
        return "[\n" + ",\n".join([pad + dump(v, indent + 1) for v in value]) + "\n" + pad[2:] + "]"
    if isinstance(value, dict):
        if not value:
            return "{}"
        return "{\n" + ",\n".join([f"{pad}{quote(k)}: {dump(v, indent + 1)}" for k, v in value.items()]) + "\n" + pad[2:] + "}"
    raise TypeError(f"cannot write {type(value).__name__}")


ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quote(text):
    out = []
    for c in text:
        if c in ESCAPES:
            out.append(ESCAPES[c])
        elif ord(c) < 32 or ord(c) > 126:
            out.append(f"\\u{ord(c):04x}")
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


def load(text):
    at = 0

    def fail(what):
        line = text.count("\n", 0, at) + 1
        raise ValueError(f"{what} in line {line}, column {at - text.rfind(chr(10), 0, at)}")

    def blank():
        nonlocal at
        while at < len(text) and text[at] in " \t\n\r":
            at += 1

    def literal(word, value):
        nonlocal at
        if text[at:at + len(word)] != word:
            fail(f"expected {word}")
        at += len(word)
        return value

    def string():
        nonlocal at
        at += 1
        out = ""
        while at < len(text) and text[at] != '"':
            if text[at] == "\\":
                at += 1
                if text[at] == "u":
                    out += chr(int(text[at + 1:at + 5], 16))
                    at += 4
                else:
                    out += {"n": "\n", "t": "\t", "r": "\r"}.get(text[at], text[at])
            else:
                out += text[at]
            at += 1
        if at == len(text):
            fail("unterminated string")
        at += 1
        return out

    def number():
        nonlocal at
        start = at
        while at < len(text) and text[at] in "+-.eE0123456789":
            at += 1
        word = text[start:at]
        try:
            return int(word)
        except ValueError:
            return float(word)

    def items(close, item, result):
        nonlocal at
        at += 1
        blank()
        if at < len(text) and text[at] == close:
            at += 1
            return result
        while True:
            item(result)
            blank()
            if at >= len(text):
                fail("unexpected end")
            at += 1
            if text[at - 1] == close:
                return result
            if text[at - 1] != ",":
                at -= 1
                fail(f"expected , or {close}")

    def member(result):
        nonlocal at
        blank()
        key = string()
        blank()
        literal(":", None)
        result[key] = value()

    def value():
        blank()
        if at >= len(text):
            fail("unexpected end")
        c = text[at]
        if c == "{":
            return items("}", member, {})
        if c == "[":
            return items("]", lambda result: result.append(value()), [])
        if c == '"':
            return string()
        if c in "tfn":
            return literal(*{"t": ("true", True), "f": ("false", False), "n": ("null", None)}[c])
        if c in "-0123456789":
            return number()
        fail(f"unexpected {c!r}")

    result = value()
    blank()
    if at != len(text):
        fail("trailing text")
    return result


document = {"name": "Zoë \"Z\"", "age": 41, "scores": [1, 2.5, -3e10, 1e-7], "tags": [], "nested": {"ok": True, "no": None, "deep": [[1], [{}]]}, "path": "C:\\tmp\n"}
text = dump(document)
print(text)
print(load(text) == document, load(dump(load(text))) == document)
for source in ('[1, 2', '{"a" 1}', "[1 2]", '"open', "tru", "[1]x", "", '{"a": [1,\n 2,\n ?]}', "[]", " {} ", "-5", '["\\u0041\\n"]'):
    try:
        print(repr(source), load(source))
    except ValueError as error:
        print(repr(source), "error:", error)
try:
    dump({"s": {1, 2}})
except TypeError as error:
    print(error)
