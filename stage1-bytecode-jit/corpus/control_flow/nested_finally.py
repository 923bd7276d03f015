# return, break and continue through one and more finally blocks.
log = []


def returns():
    try:
        return "try"
    finally:
        log.append("finally")


def overrides():
    try:
        return "try"
    finally:
        return "finally"


def swallows():
    try:
        1 / 0
    finally:
        return "swallowed"


def value_is_kept():
    x = 1
    try:
        return x
    finally:
        x = 2
        log.append(x)


def list_is_shared():
    x = [1]
    try:
        return x
    finally:
        x.append(2)


def nested(n):
    try:
        try:
            if n == 0:
                return "inner return"
            if n == 1:
                raise ValueError("one")
            if n == 2:
                raise KeyError("two")
            log.append("inner end")
        except ValueError as error:
            log.append(f"caught {error}")
            return "from except"
        else:
            log.append("else")
        finally:
            log.append("inner finally")
        return "after"
    except KeyError as error:
        log.append(f"outer caught {error}")
        return "from outer"
    finally:
        log.append("outer finally")


def loop():
    for i in range(6):
        try:
            if i == 1:
                continue
            if i == 4:
                break
            try:
                if i == 2:
                    continue
                log.append(i)
            finally:
                log.append(f"f{i}")
        finally:
            log.append(f"F{i}")
    else:
        log.append("never")
    return i


def loop_returns():
    while True:
        try:
            try:
                return "returned"
            finally:
                log.append("a")
        finally:
            log.append("b")
            break
    return "broken"


def continues():
    n = 0
    while n < 3:
        n += 1
        try:
            1 / 0
        finally:
            log.append(n)
            continue
    return "continued"


def raises_in_finally():
    try:
        try:
            raise ValueError("first")
        finally:
            raise KeyError("second")
    except KeyError as error:
        return repr(error), repr(error.__context__)


def deep(n):
    try:
        if n:
            return deep(n - 1)
        return "bottom"
    finally:
        log.append(n)


def report(result):
    print(result, log)
    log.clear()


for f in (returns, overrides, swallows, value_is_kept, list_is_shared, loop, loop_returns, continues, raises_in_finally):
    report(f"{f.__name__}: {f()}")
for n in range(4):
    report(nested(n))
report(deep(3))
