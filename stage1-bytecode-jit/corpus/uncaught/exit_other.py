import sys

print("a list is printed on stderr")
sys.exit([1, "two"])
