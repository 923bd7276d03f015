# A stack machine with an assembler, calls, and errors with a position.
PROGRAM = """
; prints factorials, then counts down
        push 1
loop:   dup
        call fact
        print
        push 1
        add
        dup
        push 13
        lt
        jnz loop
        halt
fact:   dup
        push 2
        lt
        jnz one
        dup
        push 1
        sub
        call fact
        mul
        ret
one:    drop
        push 1
        ret
"""


def assemble(source):
    labels, code = {}, []
    for number, line in enumerate(source.split("\n"), 1):
        line = line.split(";")[0]
        label, colon, rest = line.partition(":")
        if colon:
            if label.strip() in labels:
                raise ValueError(f"line {number}: label {label.strip()!r} twice")
            labels[label.strip()] = len(code)
        else:
            rest = line
        words = rest.split()
        if words:
            code.append((number, words[0], words[1] if len(words) > 1 else None))
    resolved = []
    for number, op, argument in code:
        if op == "push":
            argument = int(argument)
        elif argument is not None:
            try:
                argument = labels[argument]
            except KeyError as error:
                raise ValueError(f"line {number}: no label {error}") from None
        resolved.append((number, op, argument))
    return resolved


BINARY = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "div": lambda a, b: a // b, "lt": lambda a, b: int(a < b), "eq": lambda a, b: int(a == b)}


def execute(code, fuel=10_000):
    stack, returns, out, pc, executed = [], [], [], 0, {}
    while True:
        if fuel == 0:
            raise RuntimeError("out of fuel")
        fuel -= 1
        number, op, argument = code[pc]
        pc += 1
        executed[op] = executed.get(op, 0) + 1
        try:
            if op == "push":
                stack.append(argument)
            elif op in BINARY:
                b, a = stack.pop(), stack.pop()
                stack.append(BINARY[op](a, b))
            elif op == "dup":
                stack.append(stack[-1])
            elif op == "drop":
                stack.pop()
            elif op == "print":
                out.append(str(stack.pop()))
            elif op == "jnz":
                if stack.pop():
                    pc = argument
            elif op == "jmp":
                pc = argument
            elif op == "call":
                returns.append(pc)
                pc = argument
            elif op == "ret":
                pc = returns.pop()
            elif op == "halt":
                return out, stack, executed
            else:
                raise ValueError(f"unknown instruction {op!r}")
        except IndexError as error:
            raise RuntimeError(f"line {number}: stack is empty") from error
        except ZeroDivisionError as error:
            raise RuntimeError(f"line {number}: division by zero") from error
        except ValueError as error:
            raise RuntimeError(f"line {number}: {error}") from None


out, stack, executed = execute(assemble(PROGRAM))
print(" ".join(out), stack)
print(sorted(executed.items(), key=lambda item: (-item[1], item[0])))
for source in ("push 1\nadd\nhalt", "push 1\npush 0\ndiv", "jmp nowhere", "a: halt\na: halt", "fly", "x: jmp x", "ret", "push one", "push 1\npush 2\nhalt"):
    try:
        print(execute(assemble(source))[1])
    except (RuntimeError, ValueError) as error:
        print(type(error).__name__, error, "|", type(error.__cause__).__name__)
