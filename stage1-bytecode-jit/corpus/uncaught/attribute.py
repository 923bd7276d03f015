def shout(text):
    return text.strip().qqzzy() + "!"


for value in ("a", "b"):
    print(value)
    shout(value)
