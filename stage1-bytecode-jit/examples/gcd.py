def gcd(a, b):
    while b != 0:
        a, b = b, a % b
    return a


def lcm(a, b):
    return a * b // gcd(a, b)


def main():
    for a, b in [(12, 18), (17, 5), (100, 75), (2**64, 6**20), (0, 7)]:
        print("gcd", a, b, "=", gcd(a, b))
        print("lcm", a, b, "=", lcm(a, b))


main()
