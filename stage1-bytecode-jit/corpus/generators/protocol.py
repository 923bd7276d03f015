# next, send, throw, close and StopIteration.


def count(n):
    i = 0
    while i < n:
        got = yield i
        if got:
            print("got", got)
        i += 1
    return "done"


g = count(3)
print(type(g).__name__, str(g)[:27], iter(g) is g, g.__iter__() is g)
print(next(g), g.send("x"), g.__next__())
try:
    next(g)
except StopIteration as e:
    print("stop", e.value, e.args)
try:
    next(g)
except StopIteration as e:
    print("stop", e.value, e.args)
print(list(count(4)), next(count(0), "none"), list(g))


def handler():
    while True:
        try:
            x = yield
            print("x", x)
        except ValueError as e:
            print("caught", e, e.__context__)
            yield "v"
        finally:
            print("finally")


h = handler()
print(next(h), h.send(1))
print(h.throw(ValueError("boom")))
try:
    h.throw(KeyError("k"))
except KeyError as e:
    print("out", repr(e))
print(list(h))
h = handler()
next(h)
print(h.close(), list(h), h.close())
h = handler()
print(h.close(), list(h))
h = handler()
try:
    h.throw(IndexError)
except IndexError as e:
    print(repr(e))
try:
    h.throw(IndexError("again"))
except IndexError as e:
    print(repr(e))


def stops(how):
    yield 1
    if how == "raise":
        raise StopIteration(3)
    next(iter([]))


for how in ["raise", "next"]:
    try:
        print(list(stops(how)))
    except RuntimeError as e:
        print(e, repr(e.__cause__), e.__context__ is e.__cause__, e.__suppress_context__)


def ignores():
    while True:
        try:
            yield 1
        except GeneratorExit:
            print("ignored")
            yield 2


i = ignores()
next(i)
try:
    i.close()
except RuntimeError as e:
    print(e)


def asks_itself():
    for ask in [lambda: next(me), lambda: me.send(1), lambda: me.close(), lambda: me.throw(KeyError)]:
        try:
            ask()
        except ValueError as e:
            print(e)
    yield 1


me = asks_itself()
print(next(me))


def raises():
    yield 1
    1 / 0


r = raises()
print(next(r))
for _ in range(2):
    try:
        print(next(r))
    except (ZeroDivisionError, StopIteration) as e:
        print(repr(e))

for wrong in [
    lambda: count(1).send(3),
    lambda: len(count(1)),
    lambda: count(1)[0],
    lambda: count(1) + 1,
    lambda: count(1).throw(3),
    lambda: count(1).throw(int),
    lambda: count(1).send(),
    lambda: count(1).close(1),
    lambda: count(),
    lambda: count(1).other,
    lambda: next(3),
    lambda: iter([]).send(1),
]:
    try:
        print(wrong())
    except (TypeError, AttributeError) as e:
        print(type(e).__name__, e)
print(count(1) == count(1), bool(count(0)), hash(g) == hash(g), g is g, isinstance(g, int))
a = (lambda: (yield 5))()
print(next(a), list(a))
