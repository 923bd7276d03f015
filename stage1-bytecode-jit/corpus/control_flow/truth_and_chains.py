# and, or, not, chained comparison: what is evaluated, and what it gives.
log = []


def say(value):
    log.append(value)
    return value


def show(value):
    print(value, log)
    log.clear()


show(say(0) or say("") or say([]) or say("last"))
show(say(1) and say(0) and say(2))
show(say(1) or say(2))
show(not say(0) and say(3))
show(say(1) < say(2) < say(3))
show(say(1) < say(0) < say(3))
show(say(3) > say(2) == say(2) != say(5) <= say(5))
show(say(1) in say([1]) in say([[1]]))
show((say(1) < say(2)) < say(3))
show(say("a") if say(0) else say("b"))
show(say(1) if say(2) and not say(3) else say(4) or say(5))
show([say(x) for x in (1, 2, 3) if say(x) != 2 and x])
show(say(None) is None is not False)
show({say("k"): say("v")})
show(say([1, 2])[say(0)])
show(say(2) + say(3) * say(4))
show((lambda a, b=say("default"): a)(say("argument")))

for value in (0, 1, -1, 0.0, 1e-9, float("nan"), "", " ", "0", [], [0], (), (0,), {}, {0: 0}, set(), {0}, None, True, False, range(0), range(1), frozenset(), print, int, lambda: 0, Exception):
    print(bool(value), not value, 1 if value else 0, value and 1 or 0 if type(value) is int else "", end="|")
print()
x = 5
print(1 < x < 10, 1 < x > 3, 10 > x == 5, x == 5 != True, 0 <= x <= 4 or x == 5, not x == 5, not 1 < x < 3, 1 < 2 < 3 < 4 < 5 > 4 > 3)
print(None is None, None == False, None == 0, () == (), "" == False, 0 == False is False, [] == False, None is not True, True is True, type(None).__name__)
print(1 == 1.0 == True, 3 != 3.0, "1" == 1, [1] == (1,), None != None, True + True == 2, True < 2, False < True)
a = b = c = []
a.append(1)
print(a is b is c, a is not [1], a == [1])
y = z = 3
y += 1
print(y, z)
if (n := len(log)) == 0:
    print("walrus", n)
print([m for k in range(5) if (m := k * k) > 3], m)
while (x := x - 1) > 2:
    print(x, end=" ")
print(x)
assert x == 2, "never"
try:
    assert x == 3, f"x is {x}"
except AssertionError as error:
    print("assert", error, error.args)
try:
    assert not x
except AssertionError as error:
    print("assert", repr(error), error.args)
try:
    assert (), [1, 2]
except AssertionError as error:
    print(error, error.args)
