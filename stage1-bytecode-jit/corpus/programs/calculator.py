# A calculator: scanner, recursive-descent parser, evaluator, error messages.
import math

FUNCTIONS = {"sqrt": math.sqrt, "max": max, "min": min, "abs": abs, "round": round}


def scan(text):
    tokens = []
    i = 0
    while i < len(text):
        c = text[i]
        if c.isspace():
            i += 1
        elif c.isdigit() or c == ".":
            start = i
            while i < len(text) and (text[i].isdigit() or text[i] == "."):
                i += 1
            word = text[start:i]
            tokens.append(("number", float(word) if "." in word else int(word), start))
        elif c.isalpha() or c == "_":
            start = i
            while i < len(text) and (text[i].isalnum() or text[i] == "_"):
                i += 1
            tokens.append(("name", text[start:i], start))
        elif text[i:i + 2] in ("**", "//"):
            tokens.append(("op", text[i:i + 2], i))
            i += 2
        elif c in "+-*/%(),=":
            tokens.append(("op", c, i))
            i += 1
        else:
            raise SyntaxError(f"unexpected {c!r} at {i}")
    tokens.append(("end", None, len(text)))
    return tokens


def calculate(text, variables):
    tokens = scan(text)
    position = 0

    def peek():
        return tokens[position][1] if tokens[position][0] == "op" else None

    def advance():
        nonlocal position
        position += 1
        return tokens[position - 1]

    def expect(op):
        if peek() != op:
            kind, value, at = tokens[position]
            raise SyntaxError(f"expected {op!r} at {at}, found {value!r}")
        advance()

    def expression():
        value = term()
        while peek() in ("+", "-"):
            op = advance()[1]
            right = term()
            value = value + right if op == "+" else value - right
        return value

    def term():
        value = unary()
        while (op := peek()) in ("*", "/", "//", "%"):
            advance()
            right = unary()
            if op == "*":
                value *= right
            elif op == "/":
                value /= right
            elif op == "//":
                value //= right
            else:
                value %= right
        return value

    def unary():
        if peek() == "-":
            advance()
            return -unary()
        base = atom()
        if peek() == "**":
            advance()
            return base ** unary()
        return base

    def atom():
        kind, value, at = advance()
        if kind == "number":
            return value
        if kind == "name":
            if peek() == "(":
                return call(value)
            return variables[value]
        if value == "(":
            inner = expression()
            expect(")")
            return inner
        raise SyntaxError(f"unexpected {value!r} at {at}")

    def call(name):
        expect("(")
        arguments = []
        while peek() != ")":
            arguments.append(expression())
            if peek() != ",":
                break
            advance()
        expect(")")
        return FUNCTIONS[name](*arguments)

    if tokens[0][0] == "name" and tokens[1][:2] == ("op", "="):
        position = 2
        result = variables[tokens[0][1]] = expression()
    else:
        result = expression()
    if tokens[position][0] != "end":
        raise SyntaxError(f"trailing {tokens[position][1]!r}")
    return result


def main():
    variables = {"pi": 3.14159}
    for line in (
        "1 + 2 * 3", "(1 + 2) * 3", "-2 ** 2", "2 ** 3 ** 2", "7 // 2 - 7 % 4", "10 / 4", "x = 5 * 5", "x * pi", "sqrt(x) + max(1, x, 3)", "round(2.567, 1)", "--3", "2 ** -1", "10 ** 30 + 1",
        "1 / 0", "1 +", "(1", "1 2", "y + 1", "nope(1)", "3 $ 4", "sqrt(0 - 1)", "max()", "1.2.3",
    ):
        try:
            print(f"{line:<25} = {calculate(line, variables)}")
        except (SyntaxError, ZeroDivisionError, ValueError) as error:
            print(f"{line:<25} ! {error}" if type(error) is not ValueError else f"{line:<25} ! value")
        except KeyError as error:
            print(f"{line:<25} ! unknown {error}")
        except TypeError:
            print(f"{line:<25} ! arguments")
    print(sorted(variables.items()))


if __name__ == "__main__":
    main()
