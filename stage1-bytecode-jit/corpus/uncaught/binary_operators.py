# The carets stand under the operator that failed.
def total(price, count, label):
    subtotal = price * count
    return subtotal + label + (price - 1)


print("start")
print(1 + 2 * (total(3, 4, " euros")))
