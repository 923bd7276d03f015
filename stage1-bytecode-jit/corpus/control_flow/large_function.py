# A function with many names, constants and long jumps: wide operands.
def many_branches(n):
    if n == 0: return "zero"
    elif n == 1: return "one"
    elif n == 2: return "two"
    elif n == 3: return "three"
    elif n == 4: return "four"
    elif n == 5: return "five"
    elif n == 6: return "six"
    elif n == 7: return "seven"
    elif n == 8: return "eight"
    elif n == 9: return "nine"
    elif 10 <= n < 20: return f"teen {n - 10}"
    elif n < 0: return "minus " + many_branches(-n)
    else: return many_branches(n // 10) + " " + many_branches(n % 10)


def long_loop(n):
    a = b = c = d = e = 0
    total = 0
    for i in range(n):
        a = (a * 31 + i) % 1009; b = (b + a * 7) % 1013; c = (c ^ b) + 1; d = (d + c * a) % 1019; e = (e - d + b) % 1021
        if a < 100: total += 1
        if a < 200: total += 2
        if a < 300: total += 3
        if b < 100: total += 5
        if b < 200: total += 7
        if b < 300: total += 11
        if c < 100: total += 13
        if c % 2: total += 17
        if d < 100: total += 19
        if d < 200: total += 23
        if d < 300: total += 29
        if e < 100: total += 31
        if e < 200: total += 37
        if e < 300: total += 41
        x = a + b * c - d // (e + 1) + (a << 2) - (b >> 1) + (c & 255) + (d | 1) - (e ^ 3)
        y = (x + a + b + c + d + e + x * 2 + a * 3 + b * 4 + c * 5 + d * 6 + e * 7) % 1000003
        z = [a, b, c, d, e, x, y, a + 1, b + 1, c + 1, d + 1, e + 1, x + 1, y + 1]
        w = {"a": a, "b": b, "c": c, "d": d, "e": e, "x": x, "y": y}
        total += z[i % 14] + w["abcdexy"[i % 7]]
        total %= 1000000007
        if a == 1 and b == 1 and c == 1 and d == 1 and e == 1: break
        if a > b > c > d > e or a < b < c < d < e: continue
        total += max(a, b, c, d, e) - min(a, b, c, d, e) + (a if b > c else d if c > e else e)
        t = (a, b, c), (d, e), (x, y)
        (p, q, r), (s, u), (v, k) = t
        total += p - q + r - s + u - v + k
        total += len(f"{a}{b}{c}{d}{e}{x}{y}{total:>12}{a:04}{b:04}{c:04}{d:04}{e:04}")
        try:
            total += 1000 // (i % 5)
        except ZeroDivisionError:
            total -= 1
        finally:
            total += 2
    else:
        total += 100
    return total, a, b, c, d, e


print([many_branches(n) for n in (0, 7, 15, 42, -305, 9876543210)])
print(long_loop(0), long_loop(1), long_loop(500))
numbers = [
    1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, 1016, 1017, 1018, 1019, 1020, 1021, 1022, 1023, 1024, 1025, 1026, 1027, 1028, 1029,
    0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, "a", "b", "c", None, True, (1, 2), 10 ** 20, -1, -2.5, 1 << 65,
]
print(len(numbers), numbers[-8:], sum(numbers[:40]))
