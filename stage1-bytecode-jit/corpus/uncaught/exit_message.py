import sys


def check(arguments):
    if len(arguments) < 2:
        sys.exit("usage: exit_message FILE")


print("checking")
check(sys.argv)
