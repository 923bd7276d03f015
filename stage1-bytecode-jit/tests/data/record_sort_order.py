"""Records sort_order.txt: where CPython's sort leaves elements that have no order.

A NaN is neither less nor greater than anything, so the result depends on which elements are
compared. A line is a list of floats, " => ", and the sorted list.
"""

import random

random.seed(5)
for _ in range(300):
    size = random.choice((2, 3, 5, 8, 20, 40, 63))
    items = [random.choice((float("nan"), random.randrange(9) / 2)) for _ in range(size)]
    print(",".join(map(repr, items)), "=>", ",".join(map(repr, sorted(items))))
