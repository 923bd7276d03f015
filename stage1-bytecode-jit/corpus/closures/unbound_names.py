# Names that have no value yet, or no longer.
def report(f, *args):
    try:
        print(f(*args))
    except NameError as error:
        print(type(error).__name__, error)


def reads_before():
    print(x)
    x = 1


def augments():
    x += 1


def deleted():
    y = 1
    del y
    return y


def one_branch(flag):
    if flag:
        z = 1
    return z


def empty_loop(n):
    for i in range(n):
        pass
    return i


def free_unset():
    def inner():
        return later
    result = inner()
    later = 1
    return result


def free_deleted():
    value = 1
    del value
    def inner():
        return value
    return inner()


def nonlocal_unset():
    def inner():
        nonlocal late
        late += 1
    inner()
    late = 1


def except_name():
    try:
        1 / 0
    except ZeroDivisionError as error:
        message = str(error)
    return error


def global_missing():
    return never_defined_anywhere


def global_deleted():
    global fleeting
    fleeting = 1
    del fleeting
    return fleeting


def delete_twice():
    a = 1
    del a
    del a


def delete_global():
    global unknown_global
    del unknown_global


x = 10
for f in (reads_before, augments, deleted, free_unset, free_deleted, nonlocal_unset, except_name, global_missing, global_deleted, delete_twice, delete_global):
    report(f)
report(one_branch, True)
report(one_branch, False)
report(empty_loop, 2)
report(empty_loop, 0)
try:
    print(module_level)
except NameError as error:
    print(error)
try:
    del module_level
except NameError as error:
    print(error)
k = 1
del k
try:
    k
except NameError as error:
    print(error)
len = lambda x: "shadowed"
print(len([]))
del len
print(len([]))
print([i for i in range(3)], "i" in ("i",))
try:
    i
except NameError as error:
    print(error)
try:
    raise ValueError("gone afterwards")
except ValueError as e:
    pass
try:
    e
except NameError as error:
    print(error)
def sets_global():
    global made_here
    made_here = "yes"
sets_global()
print(made_here)
