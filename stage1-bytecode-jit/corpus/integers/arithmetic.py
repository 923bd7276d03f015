# The seven operators on small integers of every sign.
def table(a, b):
    print(a, b, "|", a + b, a - b, a * b, a / b, a // b, a % b)


for a in (7, -7, 8, -8, 0, 1):
    for b in (2, -2, 3, -3):
        table(a, b)

# The quotient is rounded down, the remainder has the divisor's sign.
for a in range(-5, 6):
    for b in (-3, 3):
        q, r = divmod(a, b)
        assert q * b + r == a
        assert (r == 0) or ((r < 0) == (b < 0))

print(divmod(-1, 10), divmod(1, -10), divmod(-10, -3))
print(-7 // 2 * 2, -(7 // 2) * 2, -7 % 2)
print(2 ** 10, (-2) ** 3, -2 ** 2, 2 ** -1, 2 ** -2, 0 ** 0, (-1) ** -3)
print(+5, -5, ~5, ~-1, ~0, - -5)
print(10 - 3 - 2, 2 ** 3 ** 2, 100 // 7 // 2, -3 ** 2 % 5)
print(6 / 3, 7 / 2, -7 / 2, 1 / 3)
print(True + True, True * 5, -True, ~int(True), False // 1)

for operation in ("1 // 0", "1 % 0", "1 / 0", "divmod(1, 0)", "0 ** -1"):
    try:
        if operation == "1 // 0":
            1 // int("0")
        elif operation == "1 % 0":
            1 % int("0")
        elif operation == "1 / 0":
            1 / int("0")
        elif operation == "divmod(1, 0)":
            divmod(1, 0)
        else:
            int("0") ** -1
    except ZeroDivisionError as error:
        print(operation, "->", error if operation == "1 / 0" else type(error).__name__)
