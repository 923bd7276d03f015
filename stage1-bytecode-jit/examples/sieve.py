def sieve(limit):
    is_prime = [True] * (limit + 1)
    is_prime[0] = is_prime[1] = False
    i = 2
    while i * i <= limit:
        if is_prime[i]:
            for multiple in range(i * i, limit + 1, i):
                is_prime[multiple] = False
        i += 1
    primes = []
    for n in range(limit + 1):
        if is_prime[n]:
            primes.append(n)
    return primes


def main():
    for limit in (4_000_000, 5_000_000, 6_000_000):
        primes = sieve(limit)
        print(f"{len(primes)} primes up to {limit}, the last is {primes[-1]}")


if __name__ == "__main__":
    main()
