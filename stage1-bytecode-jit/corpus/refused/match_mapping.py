# refused: 6: match
event = {"kind": "key"}


match event:
    case {"kind": kind}:
        print(kind)
