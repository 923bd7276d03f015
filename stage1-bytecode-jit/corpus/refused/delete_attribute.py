# refused: 6: attribute
def f():
    return 1


del f.calls
