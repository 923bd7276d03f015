# An integer and a float compare by value, exactly, however big they are.
big = 2 ** 53
print(big == float(big), big + 1 == float(big + 1), big + 1 > float(big), big + 1 == float(big))
print(10 ** 22 == 1e22, 10 ** 23 == 1e23, 10 ** 23 > 1e23, 10 ** 23 < 1e23)
print(2 ** 63 == 2.0 ** 63, 2 ** 63 - 1 == 2.0 ** 63, 2 ** 63 - 1 < 2.0 ** 63)
print(-(2 ** 63) == -(2.0 ** 63), -(2 ** 63) - 1 < -(2.0 ** 63))
print(10 ** 400 > 1e308, -(10 ** 400) < -1e308, 10 ** 400 == float("inf"), 10 ** 400 < float("inf"))
nan = float("nan")
print(1 == nan, 1 < nan, 1 > nan, 1 != nan, 10 ** 400 < nan, 10 ** 400 != nan)
print(0 == -0.0, 1 == 1.0, 1 == True, 1.0 == True, 0 == False, 2 == True)
print(1 < 1.5 < 2, -1 > -1.5, 3 <= 3.0 <= 3, 9007199254740993 > 9007199254740992.0)

numbers = [3, 2.5, True, -1, 2 ** 70, 2.0 ** 70, 1e-5, 0, -0.5]
print(sorted(numbers))
print(max(numbers), min(numbers), max(1, 1.0), max(1.0, 1), min(True, 1))

# Equal numbers are the same key.
d = {1: "int", 2.5: "float"}
d[1.0] = "replaced"
d[True] = "again"
d[10 ** 20] = "big"
print(d, d[1e20], len({1, 1.0, True}), {0: "a", False: "b", -0.0: "c"})
print(hash(1) == hash(1.0) == hash(True), hash(2 ** 70) == hash(2.0 ** 70), hash(0.0) == hash(-0.0))
print(5 in [5.0], 5.0 in (4, 5), [1, 2.0] == [1.0, 2], (1, True) == (1.0, 1))
