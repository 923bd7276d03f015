# SystemExit by hand, from a function inside an except.
def leave():
    try:
        1 / 0
    except ZeroDivisionError:
        raise SystemExit(42)


print("going")
leave()
