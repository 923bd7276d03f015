# The traceback proposes a name that is nearly the same.
def count(words):
    length = 0
    for word in words:
        length += len(word)
    return lenght


count(["a"])
