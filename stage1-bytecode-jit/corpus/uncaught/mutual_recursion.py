# Entries that alternate are all shown; the limit is low here.
import sys


def ping(n):
    return pong(n - 1) if n else missing


def pong(n):
    return ping(n)


sys.setrecursionlimit(100)
print("start")
ping(4)
