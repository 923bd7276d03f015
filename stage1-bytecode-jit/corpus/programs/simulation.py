# A bank queue and a random walk, with a generator of numbers of its own.
def make_random(seed):
    state = seed

    def random():
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2 ** 64
        return (state >> 11) / 2 ** 53

    def integer(low, high):
        return low + int(random() * (high - low + 1))

    def shuffle(items):
        for i in range(len(items) - 1, 0, -1):
            j = integer(0, i)
            items[i], items[j] = items[j], items[i]
        return items

    return random, integer, shuffle


random, integer, shuffle = make_random(2024)
print([integer(1, 6) for _ in range(20)])
print([round(random(), 6) for _ in range(5)], random())
print(shuffle(list(range(10))), "".join(shuffle(list("teaching"))))
histogram = [0] * 10
for _ in range(2000):
    histogram[int(random() * 10)] += 1
for i, count in enumerate(histogram):
    print(f"{i / 10:.1f} {count:4d} {'=' * (count // 10)}")


def queue(minutes, desks):
    waiting, free_at, waits = [], [0] * desks, []
    for minute in range(minutes):
        if random() < 0.6:
            waiting.append(minute)
        for d in range(desks):
            if waiting and free_at[d] <= minute:
                waits.append(minute - waiting.pop(0))
                free_at[d] = minute + integer(1, 4)
    return len(waits), sum(waits) / len(waits), max(waits), len(waiting)


for desks in (1, 2, 3):
    served, mean, worst, left = queue(500, desks)
    print(f"{desks} desks: {served} served, mean wait {mean:.3f}, worst {worst}, {left} left")
x = y = 0
seen = {(0, 0): 1}
for _ in range(1000):
    dx, dy = ((0, 1), (1, 0), (0, -1), (-1, 0))[integer(0, 3)]
    x, y = x + dx, y + dy
    seen[x, y] = seen.get((x, y), 0) + 1
print((x, y), len(seen), max(seen.values()), sum(seen.values()), min(seen), max(seen))
inside = 0
for _ in range(5000):
    a, b = random(), random()
    inside += a * a + b * b <= 1
print(inside, 4 * inside / 5000)
deck = [rank + suit for suit in "SHDC" for rank in "A23456789TJQK"]
hands = [sorted(shuffle(deck)[i::4][:5]) for i in range(4)]
for name, hand in zip(("north", "east", "south", "west"), hands):
    print(f"{name:<6}", *hand)
