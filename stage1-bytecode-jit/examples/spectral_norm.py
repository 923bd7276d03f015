from math import sqrt


def a(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v, n):
    result = [0.0] * n
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += a(i, j) * v[j]
        result[i] = total
    return result


def times_transposed(v, n):
    result = [0.0] * n
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += a(j, i) * v[j]
        result[i] = total
    return result


def spectral_norm(n):
    u = [1.0] * n
    v = u
    for _ in range(10):
        v = times_transposed(times(u, n), n)
        u = times_transposed(times(v, n), n)
    v_bv = 0.0
    vv = 0.0
    for i in range(n):
        v_bv += u[i] * v[i]
        vv += v[i] * v[i]
    return sqrt(v_bv / vv)


def main():
    n = 420
    print(f"{spectral_norm(n):.9f}")


if __name__ == "__main__":
    main()
