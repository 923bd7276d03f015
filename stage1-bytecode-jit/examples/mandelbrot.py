def iterations(cx, cy, limit):
    x = 0.0
    y = 0.0
    for i in range(limit):
        x2 = x * x
        y2 = y * y
        if x2 + y2 > 4.0:
            return i
        y = 2.0 * x * y + cy
        x = x2 - y2 + cx
    return limit


def mandelbrot(width, height, limit):
    inside = 0
    total = 0
    for row in range(height):
        cy = 2.0 * row / height - 1.0
        for column in range(width):
            cx = 3.0 * column / width - 2.0
            count = iterations(cx, cy, limit)
            total += count
            if count == limit:
                inside += 1
    return inside, total


def main():
    width, height, limit = 600, 400, 200
    inside, total = mandelbrot(width, height, limit)
    print(f"{inside} of {width * height} points inside, {total} iterations")


if __name__ == "__main__":
    main()
