# refused: 5: class
print("a class needs more than this stage has")


class Point:
    def __init__(self, x):
        self.x = x


print(Point(3).x)
