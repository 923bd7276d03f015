# Not an Exception: `except Exception` lets it pass.
try:
    raise GeneratorExit("passes")
except Exception:
    print("not here")
finally:
    print("finally")
