/** Where the project's parts are. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const isWindows = process.platform === 'win32';

/** The folder with the programs of the project's own Python environment. */
export const programs = join(repository, '.venv', isWindows ? 'Scripts' : 'bin');

/** The project's own Python. */
export function pythonOfProject() {
  return join(programs, isWindows ? 'python.exe' : 'python');
}

/** The folder that holds everything that Jupyter writes when it is started from here. */
export const jupyterFolder = join(repository, '.jupyter');
