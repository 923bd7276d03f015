# str() of a KeyError is the repr of the key.
ages = {"ann": 30}


def lookup(name):
    age = ages[name]
    return age


print(lookup("ann"))
print(lookup("bob's"))
