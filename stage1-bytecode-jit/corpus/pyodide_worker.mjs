// Runs or compiles programs with pyodide, the CPython that node can load.
// Jobs come in jobs.json, answers go to answers.json; record.py starts it.
import { readFileSync, writeFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
python.globals.set("verb", process.argv[2]);
python.globals.set("jobs", readFileSync("jobs.json", "utf8"));
const answers = python.runPython(readFileSync("pyodide_worker.py", "utf8"));
writeFileSync("answers.json", answers);
