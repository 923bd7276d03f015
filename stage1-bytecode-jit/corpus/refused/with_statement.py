# refused: 5: with
events = []


with events:
    events.append(1)
