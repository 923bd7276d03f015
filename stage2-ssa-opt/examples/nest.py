def pairs(n):
    found = 0
    for i in range(n):
        for j in range(n):
            if i * j % 7 == 3:
                found += 1
    return found


print(pairs(300))
