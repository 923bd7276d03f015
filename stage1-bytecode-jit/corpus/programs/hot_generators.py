# Generators in loops that get hot, and loops that get hot in generators.


def squares(n):
    for i in range(n):
        yield i * i


def total(n):
    t = 0
    for s in squares(n):
        t += s
    return t


print([total(n) for n in range(0, 400, 57)], total(5000))


def summed_before(n, k):
    yield "begin"
    t = 0
    for i in range(n):
        t += i % k
    yield t
    for i in range(n):
        t += i
    return t


def ask(n):
    out = []
    g = summed_before(n, 7)
    while True:
        try:
            out.append(next(g))
        except StopIteration as e:
            out.append(e.value)
            return out


for n in (10, 3000, 20000):
    print(ask(n))


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found if p * p <= n):
            found.append(n)
            yield n
        n += 1


for i, p in enumerate(primes()):
    if i == 300:
        print(p)
        break


def average():
    count, sum_, value = 0, 0.0, None
    while True:
        value = yield value
        count += 1
        sum_ += value
        value = sum_ / count


a = average()
next(a)
for i in range(3000):
    last = a.send(i * 0.5)
print(last)


def pipeline(n):
    numbers = (i for i in range(n))
    odd = (i for i in numbers if i & 1)
    scaled = (i * 3 for i in odd)
    return sum(scaled)


print([pipeline(n) for n in (1, 10, 1000, 4000)])


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


def take(n, it):
    for x in it:
        if n == 0:
            return
        n -= 1
        yield x


print(list(take(100, fib()))[-1], sum(take(1000, fib())) % 1000007)


def overflow(n):
    x = n
    for i in range(4000):
        x += n
        if i % 1000 == 999:
            yield x


print(list(overflow(1)), list(overflow(1 << 60)), list(overflow(0.5)))


def permutations(items):
    if not items:
        yield []
    for i, item in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1 :]):
            yield [item] + rest


print(sum(p[0] * p[-1] for p in permutations([1, 2, 3, 4, 5, 6])))


def depth(n):
    yield n
    yield from depth(n + 1)


try:
    for x in depth(0):
        last = x
except RecursionError as e:
    print(e, last > 100)
