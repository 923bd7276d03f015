# An interpreter inside the interpreter.
def compile_program(source):
    code, stack = [], []
    for c in source:
        if c in "+-<>.":
            if code and code[-1][0] == c and c != ".":
                code[-1][1] += 1
            else:
                code.append([c, 1])
        elif c == "[":
            stack.append(len(code))
            code.append([c, None])
        elif c == "]":
            if not stack:
                raise SyntaxError("unmatched ]")
            start = stack.pop()
            code.append([c, start])
            code[start][1] = len(code) - 1
    if stack:
        raise SyntaxError(f"unmatched [ at {stack[-1]}")
    return [tuple(op) for op in code]


def run(code, limit=200_000):
    tape, pointer, pc, steps, out = [0] * 30, 0, 0, 0, []
    while pc < len(code):
        op, argument = code[pc]
        if op == "+":
            tape[pointer] = (tape[pointer] + argument) % 256
        elif op == "-":
            tape[pointer] = (tape[pointer] - argument) % 256
        elif op == ">":
            pointer += argument
            if pointer >= len(tape):
                raise IndexError("ran off the tape")
        elif op == "<":
            pointer -= argument
            if pointer < 0:
                raise IndexError("ran off the start")
        elif op == ".":
            out.append(chr(tape[pointer]))
        elif op == "[" and not tape[pointer]:
            pc = argument
        elif op == "]" and tape[pointer]:
            pc = argument
        pc += 1
        steps += 1
        if steps > limit:
            raise TimeoutError("too many steps")
    return "".join(out), steps


HELLO = "++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++."
SQUARES = "++++[>+++++<-]>[<+++++>-]+<+[>[>+>+<<-]++>>[<<+>>-]>>>[-]++>[-]+>>>+[[-]++++++>>>]<<<[[<++++++++<++>>-]+<.<[>----<-]<]<<[>>>>>[>>>[-]+++++++++<[>-<-]+++++++++>[-[<->-]+[<<<]]<[>+<-]>]<<-]<<-]"
for source in (HELLO, "+[]", "+[>+]", "<", "[[]", "]", "++>+++[<+>-]<" + "+" * 60 + ".", SQUARES):
    try:
        output, steps = run(compile_program(source))
        print(repr(output), steps)
    except (SyntaxError, IndexError, TimeoutError) as error:
        print(type(error).__name__, error)
