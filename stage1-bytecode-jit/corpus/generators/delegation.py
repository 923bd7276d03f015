# yield from: values, results, and what is sent and thrown.


def count(n):
    for i in range(n):
        got = yield i
        if got is not None:
            print("got", got)
    return n * 10


def outer():
    r = yield from count(2)
    print("r", r)
    r = yield from [7, 8]
    print("r", r)
    r = yield from "ab"
    r = yield from {"k": 1}
    r = yield from range(2)
    r = yield from map(str, (1, 2))
    return 5


print(list(outer()))
o = outer()
print(next(o), o.send("sent"))
try:
    next(o)
    o.send("to a list")
except AttributeError as e:
    print(e)


def inner():
    try:
        yield 1
        yield 2
    except ValueError as e:
        print("inner", e)
        return "ret"
    finally:
        print("inner ends")


def delegate(make):
    try:
        r = yield from make()
        print("result", r)
    except KeyError as e:
        print("delegate", e)
        yield "after"
    finally:
        print("delegate ends")
    return "all"


d = delegate(inner)
print(next(d))
try:
    print(d.throw(ValueError("v")))
except StopIteration as e:
    print("end", e.value)
d = delegate(inner)
print(next(d), d.throw(KeyError("kk")), list(d))
d = delegate(inner)
print(next(d), d.close(), list(d))
d = delegate(lambda: [1, 2])
print(next(d), d.throw(KeyError("list")), list(d))
d = delegate(lambda: [1, 2])
print(next(d), d.close())


def goes_on():
    while True:
        try:
            yield "on"
        except ValueError:
            yield "caught"


d = delegate(goes_on)
print(next(d), d.throw(ValueError), next(d), d.throw(ValueError), d.close())


def three_deep(n):
    if n == 0:
        try:
            yield "deep"
        except ValueError as e:
            yield "deep caught " + str(e)
        return 0
    r = yield from three_deep(n - 1)
    return r + 1


d = delegate(lambda: three_deep(3))
print(next(d), d.throw(ValueError("x")), list(d))


def ends(value):
    raise StopIteration(value)


def of_map():
    r = yield from map(ends, [4])
    print("map ends with", r)


print(list(of_map()))


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


d = delegate(stubborn)
next(d)
try:
    d.close()
except RuntimeError as e:
    print("close:", e)


def running():
    yield from me


me = running()
try:
    next(me)
except ValueError as e:
    print(e)
try:
    list(delegate(lambda: 3))
except TypeError as e:
    print(e)


def tree(t):
    if t:
        left, value, right = t
        yield from tree(left)
        yield value
        yield from tree(right)


print(list(tree(((None, 1, None), 2, ((None, 3, None), 4, None)))))


def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


print(list(flatten([1, [2, [3, [], [4]]], [[5]], 6])))
