# Exceptions through many frames, loops and handlers; what has run is kept.
trail = []


def level(n):
    trail.append(f"in {n}")
    try:
        if n == 0:
            raise ValueError("bottom")
        level(n - 1)
        trail.append("unreached")
    except KeyError:
        trail.append("unreached")
    finally:
        trail.append(f"out {n}")


try:
    level(3)
except ValueError as error:
    print(error, trail)
trail.clear()


def retry(action, times):
    for attempt in range(1, times + 1):
        try:
            return attempt, action(attempt)
        except ValueError as error:
            trail.append(str(error))
    raise RuntimeError(f"gave up after {times}")


def flaky(n):
    if n < 3:
        raise ValueError(f"attempt {n}")
    return "ok"


print(retry(flaky, 5), trail)
try:
    retry(flaky, 2)
except RuntimeError as error:
    print(error)


def stack_is_clean():
    out = []
    for i in range(4):
        value = [i, (i, [i * 2, out.append(i) or i, attempt(i)])]
        out.append(value)
    return out


def attempt(i):
    try:
        return 10 // (i - 2)
    except ZeroDivisionError:
        return "inf"


print(stack_is_clean())


def mid_expression():
    total = 0
    for i in range(5):
        try:
            total += 1 + [1, 2, 3][i] * (10 // (2 - i) if i else 1)
        except (IndexError, ZeroDivisionError) as error:
            total += 1000 if type(error) is IndexError else 100
    return total


print(mid_expression())


def call_arguments():
    done = []
    def f(*args):
        return args
    try:
        f(done.append(1), done.append(2), 1 / 0, done.append(3))
    except ZeroDivisionError:
        return done


print(call_arguments())


def in_iteration():
    for x in [1, 2, 3]:
        try:
            for y in [x, 0]:
                trail.append(6 // y)
        except ZeroDivisionError:
            continue
    else:
        trail.append("else")
    return trail[-4:]


print(in_iteration())


def parse(tokens):
    position = 0
    def expect(token):
        nonlocal position
        if position >= len(tokens):
            raise EOFError("unexpected end")
        if tokens[position] != token:
            raise SyntaxError(f"expected {token!r}, got {tokens[position]!r}")
        position += 1
    def group():
        expect("(")
        depth = 1
        while position < len(tokens) and tokens[position] == "(":
            depth = max(depth, 1 + group())
        expect(")")
        return depth
    return group()


for tokens in ("()", "(())", "(()())((", "((", ")", "(()x"):
    try:
        print(tokens, parse(tokens))
    except (SyntaxError, EOFError) as error:
        print(tokens, type(error).__name__, error)
caught = 0
for i in range(20000):
    try:
        if i % 3 == 0:
            raise ValueError(i)
    except ValueError as error:
        caught += error.args[0] % 7
print(caught)


def finally_order(n):
    out = []
    try:
        try:
            out.append("a")
            if n == 1:
                raise ValueError
            if n == 2:
                return out
            out.append("b")
        except ValueError:
            out.append("c")
            raise KeyError("from handler") from None
        else:
            out.append("d")
        finally:
            out.append("e")
    except KeyError as error:
        out.append(repr(error))
    finally:
        out.append("f")
    out.append("g")
    return out


print(finally_order(0), finally_order(1), finally_order(2))
