# What programs do with text.
def is_palindrome(text):
    letters = [c.lower() for c in text if c.isalnum()]
    return letters == letters[::-1]


def run_length(text):
    out = []
    i = 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] == text[i]:
            j += 1
        out.append(f"{text[i]}{j - i}" if j - i > 1 else text[i])
        i = j
    return "".join(out)


def expand(code):
    out, number, last = "", "", ""
    for c in code + " ":
        if c.isdigit():
            number += c
            continue
        out += last * (int(number) if number else 1)
        last, number = c, ""
    return out


def wrap(text, width):
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = line + " " + word if line else word
    return lines + [line] if line else lines


def levenshtein(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


for t in ("A man, a plan, a canal: Panama", "Hello", "", "été"):
    print(repr(t), is_palindrome(t))
for t in ("aaabccd", "", "abc", "zzzzzzzzzzzz"):
    code = run_length(t)
    print(t, code, expand(code) == t)
for line in wrap("the quick brown fox jumps over the lazy dog and runs away from it", 20):
    print(f"|{line:<20}|{line:^20}|{line:>20}|")
for a, b in (("kitten", "sitting"), ("", "abc"), ("flaw", "lawn"), ("same", "same")):
    print(a, b, levenshtein(a, b))

vowels = {v: 0 for v in "aeiou"}
for c in "Programming languages are human inventions".lower():
    if c in vowels:
        vowels[c] += 1
print(vowels)
print(" ".join([w[::-1] for w in "hello big world".split()]), "-".join(sorted("the quick fox".split(), key=len)))
print("".join([chr((ord(c) - 97 + 13) % 26 + 97) if c.islower() else c for c in "uryyb, jbeyq"]))
rows = "name,age\nann,30\nbob,7".split("\n")
header, *data = [r.split(",") for r in rows]
print([dict(zip(header, d)) for d in data])
