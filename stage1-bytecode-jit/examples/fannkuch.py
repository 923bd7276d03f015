# Looks at the first `permutations` permutations of n; all n! of 10 would take long.
def fannkuch(n, permutations):
    perm1 = list(range(n))
    count = [0] * n
    max_flips = 0
    checksum = 0
    sign = 1
    r = n
    while True:
        while r > 1:
            count[r - 1] = r
            r -= 1

        first = perm1[0]
        if first != 0:
            perm = perm1[:]
            flips = 0
            while first != 0:
                low = 0
                high = first
                while low < high:
                    perm[low], perm[high] = perm[high], perm[low]
                    low += 1
                    high -= 1
                flips += 1
                first = perm[0]
            if flips > max_flips:
                max_flips = flips
            checksum += sign * flips
        sign = -sign
        permutations -= 1

        while True:
            if r == n or permutations == 0:
                return checksum, max_flips
            moved = perm1[0]
            for i in range(r):
                perm1[i] = perm1[i + 1]
            perm1[r] = moved
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1


def main():
    n = 10
    checksum, flips = fannkuch(n, 720_000)
    print(checksum)
    print(f"most flips: {flips}")


if __name__ == "__main__":
    main()
