/**
 * `node scripts/run-in-pyodide.mjs FILE.py`: runs a Python file under the CPython of the npm package `pyodide`, which is
 * newer than the one at hand. The repository stands below `/repository` there; standard input is the text `GIVEN`.
 */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPyodide } from 'pyodide';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const [file] = process.argv.slice(2);
const python = await loadPyodide({ stdout: line => process.stdout.write(`${line}\n`) });
python.mountNodeFS('/repository', repository);
python.globals.set('GIVEN', readFileSync(0, 'utf8'));
await python.runPythonAsync(readFileSync(resolve(file), 'utf8'), { filename: file });
