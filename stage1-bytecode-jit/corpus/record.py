#!/usr/bin/env python3
"""Re-records everything in this folder and in ../examples from real Pythons.

    python3 corpus/record.py                 everything
    python3 corpus/record.py strings fib     only the groups and programs named

CPython 3.11 is the reference: its output is what gets written. 3.12, 3.13 and
3.14 must print the same; where they do not, the difference is shown and the
exit status is 1. Nothing is written that did not change, so a second run leaves
the work tree clean.

Where the Pythons are looked for, in this order:
    $PYTHON311, $PYTHON312, $PYTHON313, $PYTHON314    an interpreter
    python3.11 ...                                    on the PATH
    pyenv's versions
    npm's package `pyodide` (3.14 only)               installed in a temporary folder
What is not found is skipped, and said.
"""

import difflib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

CORPUS = pathlib.Path(__file__).resolve().parent
EXAMPLES = CORPUS.parent / "examples"
VERSIONS = ["3.11", "3.12", "3.13", "3.14"]
# Python 3.14.x; what a later release compiles differently would show as a change.
PYODIDE = "pyodide@314.0.7"

# Compiles argv[1] into argv[2]. The name in the code object is the bare file
# name, so that no file depends on where the repository lies. A checked hash
# instead of a time stamp makes the file depend on the source alone.
COMPILE = """
import os, py_compile, sys
py_compile.compile(sys.argv[1], sys.argv[2], dfile=os.path.basename(sys.argv[1]),
    doraise=True, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
"""


class Program:
    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.group = path.parent.name
        self.title = f"{self.group}/{self.name}"
        self.runs = self.group != "refused"

    def expected(self, suffix):
        if self.group == "examples":
            return EXAMPLES / "expected" / (self.name + suffix)
        return self.path.with_suffix(suffix)

    def pyc(self, version):
        folder = CORPUS / "pyc" / version.replace(".", "")
        return folder / self.group / (self.name + ".pyc")


class Native:
    """A CPython interpreter on this machine: a new process for every job."""

    def __init__(self, version, command):
        self.version, self.command = version, command

    def each(self, function, programs):
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return dict(zip([p.title for p in programs], pool.map(function, programs)))

    def run(self, programs):
        return self.each(self.run_one, programs)

    def run_bytecode(self, programs):
        """The same from the .pyc files in the repository."""
        return self.each(lambda program: self.run_one(program, program.pyc(self.version)), programs)

    def run_one(self, program, file=None):
        # Another seed for each version, so that an output that depends on the
        # order of a set of strings cannot stay unnoticed.
        seed = str(VERSIONS.index(self.version) + 1)
        env = {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "PATH": os.environ["PATH"]}
        done = subprocess.run(
            [self.command, "-B", file or program.path.name],
            cwd=program.path.parent, env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
        )
        # A traceback shows where the script lies; the recorded one shows only its name.
        stderr = done.stderr.replace(os.fsencode(f"{program.path.parent}{os.sep}"), b"")
        return done.stdout, stderr, done.returncode

    def compile(self, programs):
        return self.each(self.compile_one, programs)

    def compile_one(self, program):
        with tempfile.TemporaryDirectory() as folder:
            target = os.path.join(folder, "out.pyc")
            subprocess.run([self.command, "-c", COMPILE, str(program.path), target], check=True)
            return pathlib.Path(target).read_bytes()


class Pyodide:
    """CPython compiled to WebAssembly, driven by node: one process for all jobs."""

    version = "3.14"

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        subprocess.run(["npm", "init", "-y"], cwd=self.folder.name, check=True, capture_output=True)
        subprocess.run(["npm", "install", PYODIDE], cwd=self.folder.name, check=True, capture_output=True)
        for name in ["pyodide_worker.mjs", "pyodide_worker.py"]:
            shutil.copy(CORPUS / name, self.folder.name)

    def work(self, verb, programs):
        jobs = [{"title": p.title, "file": p.path.name, "source": p.path.read_bytes().hex()} for p in programs]
        folder = pathlib.Path(self.folder.name)
        (folder / "jobs.json").write_text(json.dumps(jobs))
        subprocess.run(["node", "pyodide_worker.mjs", verb], cwd=folder, check=True)
        return json.loads((folder / "answers.json").read_text("utf-8"))

    def run(self, programs):
        answers = self.work("run", programs)
        return {t: (a["stdout"].encode(), a["stderr"].encode(), a["status"]) for t, a in answers.items()}

    def run_bytecode(self, programs):
        """What run() did already: the worker runs what it read back from bytecode."""
        return {}

    def compile(self, programs):
        return {t: bytes.fromhex(a) for t, a in self.work("compile", programs).items()}


def find(version):
    """The interpreter for a version, or None, with a message, if there is none."""
    candidates = [os.environ.get("PYTHON" + version.replace(".", "")), shutil.which("python" + version)]
    if shutil.which("pyenv"):
        root = subprocess.run(["pyenv", "root"], capture_output=True, text=True).stdout.strip()
        installed = pathlib.Path(root).glob(f"versions/{version}.*/bin/python{version}")
        candidates += sorted(map(str, installed))
    for candidate in filter(None, candidates):
        # One of pyenv's shims is there even where its version is not switched on.
        probe = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])"
        asked = subprocess.run([candidate, "-c", probe], capture_output=True, text=True)
        if asked.stdout.strip() == "cpython " + version:
            return Native(version, candidate)
    if version == "3.14" and shutil.which("node") and shutil.which("npm"):
        try:
            return Pyodide()
        except subprocess.CalledProcessError as error:
            print(f"npm: {error.stderr.decode(errors='replace').strip()}")
    print(f"!!! CPython {version} not found: SKIPPED, its files are left as they are")
    return None


def write(path, content):
    """Writes only what differs, so that time stamps stay; says whether it did."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def select(words):
    paths = list(EXAMPLES.glob("*.py"))
    for folder in CORPUS.iterdir():
        if folder.is_dir() and folder.name not in ("pyc", "__pycache__"):
            paths += folder.glob("*.py")
    programs = [Program(path) for path in sorted(paths)]
    if words:
        programs = [p for p in programs if {p.group, p.name, p.title} & set(words)]
    return programs


def differences(program, want, got, version):
    """Complaints about one program under one version, compared with 3.11."""
    (out, _, status), (got_out, got_err, got_status) = want, got
    if out != got_out:
        diff = difflib.unified_diff(
            out.decode().splitlines(), got_out.decode().splitlines(), "3.11", version, n=0, lineterm="")
        yield f"{program.title}: output of {version} differs\n    " + "\n    ".join(diff)
    if status != got_status:
        yield f"{program.title}: status {status} under 3.11, {got_status} under {version}\n{got_err.decode()}"


def record_outputs(programs, pythons):
    """Writes what 3.11 prints; returns the complaints."""
    running = [p for p in programs if p.runs]
    answers = {python.version: python.run(running) for python in pythons}
    reference = answers.pop("3.11", None)
    if reference is None:
        print("!!! without CPython 3.11 no output can be recorded or compared")
        return []
    complaints = []
    for program in running:
        out, err, status = reference[program.title]
        changed = write(program.expected(".out"), out)
        if program.group == "uncaught":
            changed += write(program.expected(".err"), err)
            changed += write(program.expected(".status"), b"%d\n" % status)
            if status == 0:
                complaints.append(f"{program.title}: does not fail")
        elif status != 0 or err:
            complaints.append(f"{program.title}: status {status} under 3.11\n{err.decode()}")
        if changed:
            print(f"recorded {program.title}")
        for version, answer in answers.items():
            complaints += differences(program, (out, err, status), answer[program.title], version)
    return complaints


def record_bytecode(programs, pythons):
    for python in pythons:
        changed = 0
        for title, content in python.compile(programs).items():
            program = next(p for p in programs if p.title == title)
            changed += write(program.pyc(python.version), content)
            if program.group == "examples" and python.version == "3.11":
                changed += write(EXAMPLES / "__pycache__" / f"{program.name}.cpython-311.pyc", content)
        print(f"compiled by {python.version}: {changed} files changed")


def check_bytecode(programs, pythons):
    """The bytecode must print what the source does. It may not where a constant set has
    colliding elements: reading it back from a file can change its order."""
    programs = [p for p in programs if p.runs and p.group != "examples"]
    for python in pythons:
        for title, (out, err, _) in python.run_bytecode(programs).items():
            program = next(p for p in programs if p.title == title)
            if out != program.expected(".out").read_bytes():
                yield f"{title}: the .pyc of {python.version} prints something else"
            if program.group == "uncaught" and python.version == "3.11" and err != program.expected(".err").read_bytes():
                yield f"{title}: the .pyc of 3.11 shows another traceback"


def check_refused(programs):
    """The first line of a program that is refused says where and why."""
    for program in programs:
        if program.group == "refused":
            lines = program.path.read_text().splitlines()
            mark, number, keyword = (lines[0].split(": ", 2) + ["", ""])[:3]
            if mark != "# refused" or not keyword or not number.isdigit() or int(number) > len(lines):
                yield f"{program.title}: wants a first line `# refused: LINE: KEYWORD`"


def orphans(programs):
    """Recorded files whose program is gone."""
    wanted = {p.pyc(v) for p in programs for v in VERSIONS}
    wanted |= {p.expected(s) for p in programs for s in (".out", ".err", ".status")}
    wanted |= {EXAMPLES / "__pycache__" / f"{p.name}.cpython-311.pyc" for p in programs}
    for root in (CORPUS, EXAMPLES):
        for pattern in ("**/*.pyc", "**/*.out", "**/*.err", "**/*.status"):
            yield from (path for path in root.glob(pattern) if path not in wanted)


def main():
    words = sys.argv[1:]
    programs = select(words)
    if not programs:
        sys.exit("no such group or program")
    pythons = [python for python in map(find, VERSIONS) if python]
    print(f"{len(programs)} programs, CPython {', '.join(p.version for p in pythons)}")
    complaints = list(check_refused(programs))
    complaints += record_outputs(programs, pythons)
    if complaints:
        print("\n".join("!!! " + complaint for complaint in complaints))
        sys.exit("FAILED: see above; nothing was compiled")
    record_bytecode(programs, pythons)
    complaints = list(check_bytecode(programs, pythons))
    if complaints:
        sys.exit("\n".join("!!! " + complaint for complaint in complaints))
    if not words:
        for path in orphans(programs):
            path.unlink()
            print(f"removed  {path.relative_to(CORPUS.parent)}")
    print("all versions agree")


if __name__ == "__main__":
    main()
