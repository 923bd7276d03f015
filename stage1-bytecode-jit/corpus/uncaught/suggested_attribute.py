# The traceback proposes an attribute that is nearly the same.
items = [1]
items.append(2)
print(items)
items.apend(3)
