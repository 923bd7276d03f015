# __cause__, __context__, raise from, and bare raise.
def describe(error):
    parts = []
    while error is not None:
        parts.append(f"{error!r}{' suppressed' if error.__suppress_context__ else ''}")
        if error.__cause__ is not None:
            parts.append("<-cause-")
            error = error.__cause__
        elif error.__context__ is not None:
            parts.append("<-context-")
            error = error.__context__
        else:
            error = None
    print(" ".join(parts))


def attempt(f):
    try:
        f()
    except Exception as error:
        describe(error)


def explicit():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise ValueError("explicit") from error


def implicit():
    try:
        {}["k"]
    except KeyError:
        raise ValueError("implicit")


def suppressed():
    try:
        {}["k"]
    except KeyError:
        raise ValueError("from None") from None


def from_class():
    raise ValueError("v") from KeyError


def again():
    try:
        raise ValueError("same")
    except ValueError:
        raise


def again_by_name():
    try:
        raise ValueError("named")
    except ValueError as error:
        raise error


def three():
    try:
        try:
            try:
                raise KeyError(1)
            except KeyError:
                raise IndexError(2)
        except IndexError as error:
            raise TypeError(3) from error
    except TypeError:
        raise ValueError(4)


def in_finally():
    try:
        raise KeyError("lost")
    finally:
        raise ValueError("wins")


def in_else():
    try:
        pass
    except ValueError:
        pass
    else:
        raise IndexError("no context")


def after_handled():
    try:
        1 / 0
    except ZeroDivisionError:
        pass
    raise ValueError("clean")


def in_function_called_by_handler():
    def helper():
        raise LookupError("helper")
    try:
        1 / 0
    except ZeroDivisionError:
        helper()


def reraise_after_inner():
    try:
        raise ValueError("outer")
    except ValueError:
        try:
            raise KeyError("inner")
        except KeyError:
            pass
        raise


def bare_in_helper():
    def helper():
        raise
    try:
        raise OverflowError("active")
    except OverflowError:
        helper()


def self_context():
    error = ValueError("self")
    try:
        raise error
    except ValueError:
        raise error


for f in (explicit, implicit, suppressed, from_class, again, again_by_name, three, in_else, after_handled, in_function_called_by_handler, reraise_after_inner, bare_in_helper, self_context, in_finally):
    print(f.__name__, end=": ")
    attempt(f)
for cause in (5, "text"):
    try:
        raise ValueError("x") from cause
    except TypeError as error:
        print(error)
stack = []
for n in range(3):
    try:
        try:
            raise ValueError(n)
        except ValueError as error:
            stack.append(error)
            if n == 1:
                continue
            raise KeyError(n) from stack[0]
    except KeyError as error:
        describe(error)
print(stack)
e = ValueError("kept")
e.__cause__ = KeyError("set by hand")
describe(e)
