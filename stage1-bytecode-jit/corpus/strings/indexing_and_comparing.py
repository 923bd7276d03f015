# Positions, slices, repetition, comparison and membership.
s = "abcdefg"
print(s[0], s[-1], s[-7], s[2:5], s[:3], s[3:], s[:], s[::2], s[1::2], s[::-1], s[5:2], s[5:2:-1], s[-3:-1], s[100:], s[:-100], s[-100:2], s[::-2], s[6:0:-3])
for index in (7, -8, 100, "a", None, 1.0):
    try:
        print(s[index])
    except Exception as error:
        print(type(error).__name__, error)
try:
    s[0] = "x"
except TypeError as error:
    print(error)
try:
    del s[0]
except TypeError as error:
    print(error)
try:
    s[::0]
except ValueError as error:
    print(error)
try:
    s["a":]
except TypeError as error:
    print(error)

print("ab" * 3, 3 * "ab", "ab" * 0, "ab" * -1, "" * 5, "a" + "b" * 2, True * "x")
print("a" < "b", "a" < "B", "abc" < "abd", "ab" < "abc", "" < "a", "10" < "9", "a" == "a", "a" != "b", "b" > "a" >= "a")
print("bc" in "abc", "" in "abc", "" in "", "ac" in "abc", "d" not in "abc")
for bad in (lambda: 1 in "abc", lambda: "a" < 1, lambda: "a" + 1, lambda: 1 + "a", lambda: "a" * "b", lambda: "a" - "b", lambda: "a" * 1.0, lambda: None + "a"):
    try:
        print(bad())
    except TypeError as error:
        print(error)

print(list("abc"), tuple("ab"), sorted("hello"), "".join(reversed("abc")), max("hello"), min("hello"), len(""), list(enumerate("ab", 1)))
print(bool(""), bool(" "), "" or "default", "x" and "y", not "")
a = "same"
b = a
b += "!"
print(a, b, a is a, a == "sa" + "me")
text = ""
for i in range(20):
    text += str(i)
print(text, len(text), text[10:20], hash("a") == hash("a"))
