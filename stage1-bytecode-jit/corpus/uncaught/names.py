# Names, attributes, and suggestions that do not fit.
def misspelled(counter):
    total = counter
    return zzqx


print("start")
misspelled(1)
