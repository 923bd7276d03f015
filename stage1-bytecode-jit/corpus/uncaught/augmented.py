# In-place operators, item assignment and deletion.
counts = {"a": 1}


def bump(key, by):
    counts[key] += by


bump("a", 2)
print(counts)
try:
    del counts["b"]
except KeyError as error:
    print("caught", error)
bump("a", "one")
