# Dijkstra with a hand-made heap, breadth-first search in a maze, topological order.
def push(heap, item):
    heap.append(item)
    i = len(heap) - 1
    while i > 0 and heap[(i - 1) // 2] > heap[i]:
        parent = (i - 1) // 2
        heap[i], heap[parent] = heap[parent], heap[i]
        i = parent


def pop(heap):
    top = heap[0]
    last = heap.pop()
    if heap:
        heap[0] = last
        i = 0
        while True:
            child = 2 * i + 1
            if child >= len(heap):
                break
            if child + 1 < len(heap) and heap[child + 1] < heap[child]:
                child += 1
            if heap[i] <= heap[child]:
                break
            heap[i], heap[child] = heap[child], heap[i]
            i = child
    return top


def dijkstra(graph, start):
    distance, previous, heap = {start: 0}, {}, []
    push(heap, (0, start))
    while heap:
        d, node = pop(heap)
        if d > distance[node]:
            continue
        for other, weight in graph[node].items():
            if d + weight < distance.get(other, float("inf")):
                distance[other] = d + weight
                previous[other] = node
                push(heap, (d + weight, other))
    return distance, previous


def path(previous, node):
    steps = [node]
    while node in previous:
        node = previous[node]
        steps.append(node)
    return steps[::-1]


MAZE = """\
#########
#S..#...#
#.#.#.#.#
#.#...#E#
#########"""


def solve(maze):
    rows = maze.split("\n")
    where = {c: (r, row.index(c)) for r, row in enumerate(rows) for c in "SE" if c in row}
    queue, came = [where["S"]], {where["S"]: None}
    for r, c in queue:
        if (r, c) == where["E"]:
            break
        for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            step = r + dr, c + dc
            if step not in came and rows[step[0]][step[1]] != "#":
                came[step] = (r, c)
                queue.append(step)
    cell, count = came[where["E"]], 1
    grid = [list(row) for row in rows]
    while cell != where["S"]:
        grid[cell[0]][cell[1]] = "o"
        cell = came[cell]
        count += 1
    return "\n".join(["".join(row) for row in grid]), count


def topological(needs):
    order, state = [], {}

    def visit(node, trail):
        if state.get(node) == "done":
            return
        if node in trail:
            raise ValueError("cycle: " + " -> ".join(trail[trail.index(node):] + [node]))
        for other in sorted(needs.get(node, ())):
            visit(other, trail + [node])
        state[node] = "done"
        order.append(node)

    for node in sorted(needs):
        visit(node, [])
    return order


graph = {"a": {"b": 7, "c": 9, "f": 14}, "b": {"a": 7, "c": 10, "d": 15}, "c": {"a": 9, "b": 10, "d": 11, "f": 2}, "d": {"b": 15, "c": 11, "e": 6}, "e": {"d": 6, "f": 9}, "f": {"a": 14, "c": 2, "e": 9}}
distance, previous = dijkstra(graph, "a")
print(sorted(distance.items()), path(previous, "e"))
picture, count = solve(MAZE)
print(picture, count, sep="\n")
print(topological({"shoes": {"socks", "trousers"}, "trousers": {"pants"}, "jacket": {"shirt"}, "shirt": set()}))
try:
    topological({"a": ["b"], "b": ["c"], "c": ["a"]})
except ValueError as error:
    print(error)
heap, out, seed = [], [], 1
for _ in range(200):
    seed = seed * 16807 % 2147483647
    push(heap, seed % 1000)
while heap:
    out.append(pop(heap))
print(out == sorted(out), out[:6], out[-3:])
