"""The Python half of pyodide_worker.mjs: `verb` and `jobs` are set by it."""

import contextlib
import io
import json
import marshal
import os
import py_compile
import sys
import types
import warnings


def own_depth():
    """The frames below a program that a process of its own would not have."""
    depth, frame = 0, sys._getframe(1)
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    return depth


def run(job):
    """Runs a program as `python3 FILE` would: output and exit status."""
    source = bytes.fromhex(job["source"])
    out, err, status = io.StringIO(), io.StringIO(), 0
    main = types.ModuleType("__main__")
    saved = sys.modules["__main__"], sys.argv, sys.getrecursionlimit, sys.setrecursionlimit
    extra = own_depth()
    sys.getrecursionlimit = lambda: saved[2]() - extra
    sys.setrecursionlimit = lambda limit: saved[3](limit + extra if isinstance(limit, int) and limit > 0 else limit)
    sys.modules["__main__"], sys.argv = main, [job["file"]]
    try:
        sys.setrecursionlimit(1000)
        code = compile(source, job["file"], "exec", dont_inherit=True)
        code = marshal.loads(marshal.dumps(code))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            exec(code, main.__dict__)
    except SystemExit as exit:
        if exit.code is None or isinstance(exit.code, int):
            status = (exit.code or 0) & 255
        else:
            status = 1
            err.write(f"{exit.code}\n")
    except BaseException as error:
        status = 1
        err.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.modules["__main__"], sys.argv, sys.getrecursionlimit, sys.setrecursionlimit = saved
        sys.setrecursionlimit(1000)
    return {"stdout": out.getvalue(), "stderr": err.getvalue(), "status": status}


def compile_file(job):
    """Compiles a program into the bytes of a .pyc, in hex."""
    os.makedirs("/compile", exist_ok=True)
    path = "/compile/" + job["file"]
    with open(path, "wb") as file:
        file.write(bytes.fromhex(job["source"]))
    py_compile.compile(path, "/compile/out.pyc", dfile=job["file"], doraise=True,
                       invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
    with open("/compile/out.pyc", "rb") as file:
        return file.read().hex()


# 3.14 warns of a `return` in a `finally`, which the corpus has on purpose.
warnings.simplefilter("ignore", SyntaxWarning)
work = {"run": run, "compile": compile_file}[verb]
json.dumps({job["title"]: work(job) for job in json.loads(jobs)})
