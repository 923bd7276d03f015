def pairs(rows):
    for key, value in rows:
        print(key, value)


pairs([(1, 2), (3, 4), (5,)])
