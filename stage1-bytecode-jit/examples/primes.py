def is_prime(n):
    if n < 2:
        return False
    divisor = 2
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 1
    return True


primes = [n for n in range(100) if is_prime(n)]
print("primes below 100:", *primes)
print("how many:", len(primes))

twins = [(p, p + 2) for p in primes if p + 2 in primes]
for p, q in twins:
    print(f"{p:3} and {q:3} are twins")
