def waits():
    yield 1


w = waits()
w.throw(ValueError("thrown in"))
