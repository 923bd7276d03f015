# Every small slice against a slow obvious model.
def model(sequence, start, stop, step):
    n = len(sequence)
    step = 1 if step is None else step
    if step > 0:
        low, high = 0, n
    else:
        low, high = -1, n - 1

    def clamp(i, default):
        if i is None:
            return default
        if i < 0:
            i += n
        return min(max(i, low), high)

    start = clamp(start, low if step > 0 else high)
    stop = clamp(stop, high if step > 0 else low)
    out = []
    while (start < stop) if step > 0 else (start > stop):
        out.append(sequence[start])
        start += step
    return out


choices = [None, 0, 1, 2, 4, 5, 9, -1, -3, -5, -9]
checked = 0
for n in (0, 1, 4, 5):
    items = list(range(n))
    for start in choices:
        for stop in choices:
            for step in (None, 1, 2, 3, -1, -2, -7):
                want = model(items, start, stop, step)
                got = items[start:stop:step]
                assert got == want, (n, start, stop, step, got, want)
                assert list(range(n)[start:stop:step]) == want
                assert list(tuple(items)[start:stop:step]) == want
                text = "abcde"[:n]
                assert text[start:stop:step] == "".join([text[i] for i in want])
                assert slice(start, stop, step).indices(n) == slice(start, stop, step).indices(n)
                shorter = items[:]
                del shorter[start:stop:step]
                assert shorter == [x for x in items if x not in want]
                doubled = items[:]
                doubled[start:stop:step] = [x * 2 for x in want]
                assert doubled == [x * 2 if x in want else x for x in items]
                checked += 1
print(checked, "slices agree")
for s in (slice(2), slice(1, 9), slice(None, None, -1), slice(-3, None, 2), slice(10, -10, -3)):
    print(s, s.indices(7), list(range(*s.indices(7))))
