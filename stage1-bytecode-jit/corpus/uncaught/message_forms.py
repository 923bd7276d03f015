# An exception without words, with several, and with several lines.
try:
    raise ValueError
except ValueError as error:
    print(repr(error))
try:
    raise ValueError("one", 2)
except ValueError as error:
    print(error)
raise RuntimeError("first line\nsecond line\n  third, indented")
