def stops():
    yield 1
    raise StopIteration("end")


for x in stops():
    print(x)
