# What a program sees of itself.
import sys
import time


def main(arguments):
    print(__name__, len(arguments), arguments[0].endswith("main_guard.py") or arguments[0].endswith("main_guard.pyc"))
    started = time.time()
    clock = time.perf_counter()
    total = 0
    for i in range(1000):
        total += i
    print(total, time.time() >= started, time.perf_counter() >= clock, isinstance(time.monotonic(), float), isinstance(time.perf_counter_ns(), int), type(sys.argv).__name__)
    print(sys.getrecursionlimit(), callable(sys.exit))


if __name__ == "__main__":
    main(sys.argv)
else:
    print("imported")
for status in (0, None):
    try:
        sys.exit(status)
    except SystemExit as leaving:
        print("exit", leaving.code, repr(leaving))
try:
    sys.exit("words")
except SystemExit as leaving:
    print("exit", leaving.code, leaving.args)
try:
    try:
        sys.exit()
    finally:
        print("finally runs")
except BaseException as leaving:
    print(type(leaving).__name__, leaving.args)
print("before the end")
sys.exit(0)
print("never")
