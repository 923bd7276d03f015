# match: mappings, with literals, captures and the rest.
def describe(event):
    match event:
        case {"kind": "key", "code": int_code}:
            return "key", int_code
        case {"kind": "click", "at": [x, y], **rest} if x == y:
            return "diagonal", x, rest
        case {"kind": "click" | "tap" as kind}:
            return kind
        case {}:
            return "other mapping"
        case _:
            return "no mapping"


for event in ({"kind": "key", "code": 13}, {"kind": "click", "at": (2, 2), "z": 1}, {"kind": "click", "at": [1, 2]}, {"kind": "tap"}, {}, {"kind": None}, [], "kind", None):
    print(describe(event))
