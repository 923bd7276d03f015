# refused: 6: except*


try:
    1 / 0
except* ZeroDivisionError:
    print("group")
