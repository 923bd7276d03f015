def factorial(n):
    if n == 0:
        return 1
    return n * factorial(n - 1)


for n in [0, 1, 5, 10, 20, 21, 30, 50]:
    print(f"{n}! = {factorial(n)}")

big = factorial(200)
print("200! has", len(str(big)), "digits")

zeros = 0
while big % 10 == 0:
    big //= 10
    zeros += 1
print("and ends in", zeros, "zeros")
