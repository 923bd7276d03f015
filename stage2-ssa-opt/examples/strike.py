def strike(flags, limit):
    i = 2
    while i * i <= limit:
        if flags[i]:
            for multiple in range(i * i, limit + 1, i):
                flags[multiple] = 0
        i += 1


for limit in range(100, 160):
    flags = [1] * (limit + 1)
    strike(flags, limit)
print(sum(flags) - 2, "primes up to", limit)
