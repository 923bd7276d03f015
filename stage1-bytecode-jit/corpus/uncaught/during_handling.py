# Another exception during the handling of one.
def cleanup(names):
    return names["cleanup"]


def work():
    try:
        [].pop()
    except IndexError:
        cleanup({"start": 1})


try:
    work()
finally:
    print("finally")
