# The carets stand under the brackets.
table = {"row": [1, 2, {"deep": (1, 2)}]}


def find(keys):
    return table["row"][2]["deep"][keys[0]]


print(find([1]))
print(find([0]) + find([1]) * find([5]))
