# Which exception is being handled, inside of a generator and around it.


def within():
    try:
        1 / 0
    except ZeroDivisionError:
        yield "handling"
        try:
            raise
        except ZeroDivisionError as e:
            yield str(e)
    try:
        raise
    except RuntimeError as e:
        yield str(e)
    except KeyError as e:
        yield "of the caller: " + repr(e)


c = within()
print(next(c))
try:
    raise KeyError("outer")
except KeyError:
    try:
        raise ValueError("w")
    except ValueError as e:
        print(repr(e.__context__))
    print(next(c))
    print(next(c))
    try:
        raise
    except KeyError as e:
        print("still", e)


def raises():
    yield 1
    raise ValueError("inside")


r = raises()
next(r)
try:
    try:
        raise KeyError("around")
    except KeyError:
        next(r)
except ValueError as e:
    print(repr(e), repr(e.__context__))


def switches():
    try:
        yield 1
    except ValueError as e:
        print("thrown:", repr(e), repr(e.__context__))
        try:
            yield 2
        except TypeError as e:
            print("thrown:", repr(e), repr(e.__context__))
            yield 3


s = switches()
next(s)
try:
    [][0]
except IndexError:
    print(s.throw(ValueError("a")))
print(s.throw(TypeError("b")))


def with_finally(log):
    try:
        yield 1
        yield 2
    finally:
        log.append("closed")
        yield_value = len(log)
    log.append(yield_value)


log = []
w = with_finally(log)
next(w)
w.close()
for x in with_finally(log):
    pass
print(log)


def returns_in_finally():
    try:
        yield 1
    finally:
        return "result"


f = returns_in_finally()
next(f)
try:
    f.throw(ValueError("swallowed"))
except StopIteration as e:
    print(e.value)


def nested():
    try:
        try:
            yield 1
        finally:
            print("inner")
    except ValueError:
        print("outer")
        yield 2
    print("end")


n = nested()
print(next(n), n.throw(ValueError), list(n))


def context_of_context():
    try:
        raise ValueError("first")
    except ValueError:
        yield
        raise TypeError("second")


k = context_of_context()
next(k)
try:
    next(k)
except TypeError as e:
    print(repr(e), repr(e.__context__), e.__context__.__context__)
