NUMERALS = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"),
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]


def to_roman(n):
    if not 0 < n < 4000:
        raise ValueError(f"cannot write {n} in Roman numerals")
    text = ""
    for value, letters in NUMERALS:
        while n >= value:
            text += letters
            n -= value
    return text


def from_roman(text):
    total = 0
    for value, letters in NUMERALS:
        while text.startswith(letters):
            total += value
            text = text[len(letters):]
    return total


for year in [1, 4, 9, 14, 40, 90, 400, 1066, 1789, 1991, 2024, 3999]:
    roman = to_roman(year)
    print(f"{year:>4} {roman:<10} {from_roman(roman):>4}")

assert all([from_roman(to_roman(n)) == n for n in range(1, 4000)])

try:
    to_roman(4000)
except ValueError as error:
    print("error:", error)
