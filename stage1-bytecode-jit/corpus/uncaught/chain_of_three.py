# A cause, a context, and one that is hidden.
def first():
    return 1 / 0


def second():
    try:
        first()
    except ZeroDivisionError:
        raise KeyError("second")


def third():
    try:
        second()
    except KeyError as error:
        raise ValueError("third") from error


def hidden():
    try:
        {}["hidden"]
    except KeyError:
        raise LookupError("shown alone") from None


try:
    hidden()
except LookupError as error:
    print(error, error.__suppress_context__)
third()
