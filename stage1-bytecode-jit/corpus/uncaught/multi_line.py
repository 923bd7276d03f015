# An expression over several lines: the first one is shown.
def combine(a, b, c):
    return (
        a
        + b
        + c
    )


values = [
    1,
    2,
    "three",
]
print("start")
result = combine(
    values[0],
    values[1],
    values[2],
)
