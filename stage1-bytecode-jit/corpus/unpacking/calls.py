# Stars in calls, in displays and in definitions.
def show(*args, **kwargs):
    print(args, kwargs)


numbers, pairs, word = [1, 2, 3], {"a": 1, "b": 2}, "xy"
show(*numbers); show(*numbers, 4, *word); show(**pairs); show(*pairs, **pairs); show(0, *(), k=5, **{}, **{"z": 1})
show(*range(3), *{"k": 1}.items(), *map(str, numbers), *filter(None, [0, 1]), *zip("ab", "cd"), *reversed(numbers), *enumerate("q"))
show(*[*numbers, *[*word]], **{**pairs, "a": 9, **{"c": 3}})


def fixed(a, b=2, /, c=3, *, d=4, e):
    return [a, b, c, d, e]


print(fixed(1, e=5), fixed(*numbers, **{"e": 0}), fixed(*numbers[:1], e=1, **{"c": 7}), fixed(*"ab", *"c", d=0, e=0))


def forward(f, *args, **kwargs):
    return f(*args, **kwargs)


print(forward(fixed, 1, e=2), forward(max, 3, 9, key=lambda v: -v), forward(forward, forward, len, "abc"), forward(sorted, [3, 1], reverse=True), forward(dict, [("k", 1)], z=2), forward(print, "p", "q", sep="+", end="!\n"))
args = [1]
def grows():
    args.append(len(args) + 1)
    return args
show(*args, *grows(), *args)
print([*numbers, *word] + [*()], (*numbers,), {*numbers, *[3, 4]}, {**pairs}, [*{1: 2, 3: 4}], [[*r] for r in (range(2), "ab")], (*(*(1, 2), 3), 4))
for index in range(3):
    a, *b = numbers[index:]
    print(a, b)
print(*numbers, sep="", end="|\n"); print(*[], *word, sep="-"); print(*"abc", *[1, [2]], sep=", ")
"{} {} {k}".format(*[1, 2], **{"k": 3})
print("{} {} {k}".format(*[1, 2], **{"k": 3}), "%s-%s" % (*word,), max(*numbers), min(*[[3], [1]]), [max(*p) for p in zip(numbers, [3, 2, 1])], dict(**pairs, c=3), set([*word]) == {"x", "y"}, int(*["ff", 16]), round(*[2.567, 1]))
matrix = [[1, 2], [3, 4], [5, 6]]
print([*zip(*matrix)], [sum(c) for c in zip(*matrix)], list(map(lambda a, b: a * b, *zip(*matrix))), [*map(max, *matrix)])
many = list(range(300))
print(sum([*many, *many]), len((lambda *a: a)(*many)), (lambda **k: len(k))(**{f"k{i}": i for i in range(300)}))
for bad in (
    lambda: show(*5), lambda: show(**[1]), lambda: show(*numbers, **{1: 2}), lambda: fixed(*numbers, *numbers, e=1), lambda: fixed(**{"a": 1, "e": 1}), lambda: fixed(1, **{"e": 1}, **{"e": 2}), lambda: fixed(), lambda: fixed(1), lambda: fixed(1, e=1, f=2), lambda: max(*5), lambda: max(*[]), lambda: len(*numbers), lambda: "a".join(*numbers), lambda: [*1], lambda: {**[1]}, lambda: forward(5),
):
    try:
        print(bad())
    except TypeError as error:
        print(error)
