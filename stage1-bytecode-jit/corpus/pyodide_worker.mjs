// Runs or compiles programs with pyodide, the CPython that node can load.
// Jobs come as JSON on stdin, answers go as JSON to stdout; record.py starts it.
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
python.globals.set("verb", process.argv[2]);
python.globals.set("jobs", readFileSync(0, "utf8"));
const answers = python.runPython(readFileSync("pyodide_worker.py", "utf8"));
process.stdout.write(answers);
