# input() at the end of the input.
def ask(question):
    return input(question)


print("before")
ask("name? ")
