# The % operator of str.
print("%d %i %u %s %r %a %c %c %%" % (5, -5, 7, "text", "it's", "é", 65, "B"))
print("%5d|%-5d|%05d|%+d|% d|%x|%X|%o|%#x|%#o|%#X|%.3d|%8.3d|%-8.3d|" % (42, 42, 42, 42, 42, 255, 255, 8, 255, 8, 255, 5, 5, 5))
print("%f|%.2f|%10.3f|%-10.1f|%+.1f|%010.2f|%e|%.2E|%g|%G|%.3g|%#.0f|%.0f" % (3.14159, 2.675, 2.5, 2.5, 2.5, -2.5, 12345.678, 0.00012, 1e-5, 1e20, 1234.5, 3.0, 0.5))
print("%s %s %s %s %s" % (None, True, [1, "a"], {"k": 1.0}, (1, 2)))
print("%5s|%-5s|%.2s|%5.1s|%r|%10r" % ("ab", "ab", "abcdef", "xyz", "q", "q"))
print("%(name)s is %(age)d, %(age)5.1f, %(name)r %%" % {"name": "Ann", "age": 30, "unused": 0})
print("%*d|%-*d|%.*f|%*.*f" % (6, 42, 6, 42, 2, 3.14159, 9, 3, 2.71828))
print("%s" % "one", "%s" % 5, "%s" % [1, 2], "%s" % (("a", "b"),), "%d%%" % 50, "%s" % None, "plain %%" % ())
print("%d" % 3.99, "%d" % -3.99, "%d" % True, "%x" % (10 ** 20), "%d" % 10 ** 2, "%s" % -0.0, "%i" % 1e15)
print("%x %o %X" % (-255, -8, -255), "%#x" % -255, "%08x" % -255, "%+x" % 255, "% x" % 255, "%-08x|" % 255, "%+05d" % 7, "%c" % 0x20AC)
print("%f %F %e %g %5.1f" % (float("inf"), float("inf"), float("nan"), -float("inf"), float("nan")), "%08.2f" % float("-inf"))
for template, arguments in (
    ("%d", "x"), ("%d", None), ("%d", [1]), ("%f", "x"), ("%x", 1.5), ("%c", -1), ("%s %s", "one"), ("%s %s", ("one",)),
    ("%s", ("one", "two")), ("none", 5), ("none", (5,)), ("%(a)s", {"b": 1}), ("%(a)s", 5), ("%y", 5), ("%", 5), ("%5", 5), ("%*d", ("a", 5)),
    ("%(a", {"a": 1}), ("%d %d", (1, "a")), ("%.*f", (1.5, 2)), ("%o", 8.0), ("%i", "5"), ("%g", None), ("%s%", 1),
):
    try:
        print(repr(template % arguments))
    except Exception as error:
        print(repr(template), type(error).__name__, error)
text = "%s-%s"
text %= (1, 2)
print(text, "none" % [], "none" % {"a": 1})
