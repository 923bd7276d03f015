def make_matrix(n, seed):
    rows = []
    for i in range(n):
        row = []
        for j in range(n):
            row.append((i * seed + j) % 17 / 16.0)
        rows.append(row)
    return rows


def matmul(a, b):
    n = len(a)
    m = len(b[0])
    inner = len(b)
    result = [[0.0] * m for _ in range(n)]
    for i in range(n):
        row = a[i]
        out = result[i]
        for j in range(m):
            total = 0.0
            for k in range(inner):
                total += row[k] * b[k][j]
            out[j] = total
    return result


def main():
    n = 300
    a = make_matrix(n, 3)
    b = make_matrix(n, 5)
    c = matmul(a, b)
    trace = 0.0
    for i in range(n):
        trace += c[i][i]
    print("corner:", c[0][0], c[n - 1][n - 1])
    print("trace:", trace)


if __name__ == "__main__":
    main()
