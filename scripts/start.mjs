/** `npm start`: sets up what is missing, and opens JupyterLab on the example notebook. */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { isWindows, jupyterFolder, programs, repository } from './setup/places.mjs';
import { jupyterEnvironment, prepare } from './setup/prepare.mjs';
import { say } from './setup/run.mjs';

/** A port that is free now. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The notebook is opened as a copy, so that running it does not change the checkout. */
function copyOfExample() {
  const folder = join(jupyterFolder, 'notebooks');
  const copy = join(folder, 'quick-start.ipynb');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(copy)) {
    copyFileSync(join(repository, 'examples', 'quick-start.ipynb'), copy);
  }
  return folder;
}

/** JupyterLab's own question about news would lie over our notifications. */
function quietSettings() {
  const folder = join(jupyterFolder, 'settings', '@jupyterlab', 'apputils-extension');
  const file = join(folder, 'notification.jupyterlab-settings');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) {
    writeFileSync(file, JSON.stringify({ fetchNews: 'false', checkForUpdates: false }));
  }
}

prepare();
const folder = copyOfExample();
quietSettings();
const port = await freePort();
const hasDesktop =
  isWindows ||
  process.platform === 'darwin' ||
  Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const isRoot = !isWindows && process.getuid() === 0;
say(hasDesktop ? 'Opening JupyterLab …' : 'Starting JupyterLab; its address stands below …');
const server = spawn(
  join(programs, isWindows ? 'jupyter-lab.exe' : 'jupyter-lab'),
  [
    `--ServerApp.root_dir=${folder}`,
    `--ServerApp.port=${port}`,
    '--ServerApp.port_retries=0',
    '--LabApp.default_url=/lab/tree/quick-start.ipynb',
    ...(hasDesktop ? [] : ['--no-browser']),
    ...(isRoot ? ['--allow-root'] : [])
  ],
  { cwd: folder, env: jupyterEnvironment(), stdio: ['ignore', 'inherit', 'inherit'] }
);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => server.kill(signal));
}
server.on('exit', code => process.exit(code ?? 0));
