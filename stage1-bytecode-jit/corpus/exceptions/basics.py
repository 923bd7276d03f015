# try, except, else, finally: which runs when.
def classify(action):
    try:
        result = action()
    except ZeroDivisionError:
        return "division"
    except (KeyError, IndexError) as error:
        return f"lookup {type(error).__name__} {error}"
    except ValueError as error:
        return f"value {error}"
    except Exception as error:
        return f"other {type(error).__name__}"
    else:
        return f"no error, {result}"
    finally:
        log.append("f")


log = []
print(classify(lambda: 1 / 0), classify(lambda: {}["missing"]), classify(lambda: [][3]), classify(lambda: int("x")), classify(lambda: None.x), classify(lambda: 42), log)

for e in (
    Exception(), Exception("one"), Exception("one", 2), ValueError("it's"), ValueError(5), ValueError(None), ValueError(""), KeyError("k"), KeyError(5), KeyError(), KeyError("a", "b"), KeyError("it's"), IndexError([1]), TypeError(("t",)), AssertionError(), StopIteration(3), RuntimeError("a\nb"), ZeroDivisionError("z"), ArithmeticError(), LookupError(1.5), NotImplementedError("todo"), OverflowError(1, 2), RecursionError("deep"), AttributeError("attr"), NameError("name"), ImportError("imp"), OSError("os"), SystemExit(3), KeyboardInterrupt(), GeneratorExit(), MemoryError("m"), EOFError(), UnicodeError("u"), Warning("w"), BaseException("base"),
):
    print(repr(e), "|", str(e), "|", e.args, type(e).__name__)

print(isinstance(KeyError(), LookupError), isinstance(ZeroDivisionError(), ArithmeticError), isinstance(RecursionError(), RuntimeError), isinstance(UnboundLocalError(), NameError), isinstance(NotImplementedError(), RuntimeError), isinstance(SystemExit(), Exception), isinstance(KeyboardInterrupt(), BaseException), isinstance(IndexError(), KeyError), isinstance(ModuleNotFoundError(), ImportError), isinstance(FileNotFoundError(), OSError), isinstance(FloatingPointError(), ArithmeticError), isinstance(UnicodeDecodeError, type), IOError is OSError)
print(ValueError, type(ValueError("x")), ValueError is type(ValueError()), ValueError("a") == ValueError("a"), callable(ValueError), bool(ValueError()))
for raiser in (lambda: exec_raise(ValueError), lambda: exec_raise(ValueError("made")), lambda: exec_raise(KeyError("k"))):
    def exec_raise(what):
        raise what
    try:
        raiser()
    except Exception as error:
        print(repr(error))
for wrong in (5, "text", None, int, [], print):
    try:
        raise wrong
    except TypeError as error:
        print(error)
for wrong in (5, "text", int, (ValueError, 5), [ValueError]):
    try:
        try:
            1 / 0
        except wrong:
            print("not here")
    except TypeError as error:
        print(error)
try:
    raise
except RuntimeError as error:
    print(error)
try:
    try:
        raise SystemExit("leaving")
    except Exception:
        print("not an Exception")
except BaseException as error:
    print(type(error).__name__, error, error.code)
e = ValueError("changed")
e.args = (1, 2)
print(e, repr(e))
name = "E"
try:
    try:
        raise IndexError("inner")
    except (ZeroDivisionError, (IndexError, KeyError)) as name:
        print("tuples do not nest here")
except TypeError as error:
    print(error)
try:
    raise IndexError("unbinds")
except (ZeroDivisionError, IndexError) as name:
    print(name)
try:
    print(name)
except NameError as error:
    print(error)
kinds = (ValueError, TypeError)
try:
    int([])
except kinds as error:
    print("variable tuple", error)
except:
    print("bare")
try:
    {}[0]
except ():
    print("never")
except:
    print("bare except")
