# The carets count columns, not bytes.
größe = {"ä": 1}


def länge(schlüssel):
    return "→ ü" + größe["ä"] + schlüssel


print("los")
länge("x")
