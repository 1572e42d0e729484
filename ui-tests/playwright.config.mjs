/**
 * Real JupyterLab with a real kernel in a real browser: everything isolated from the user's own Jupyter,
 * on a port of its own.
 */
import { defineConfig } from '@playwright/test';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const repository = dirname(here);
const isWindows = process.platform === 'win32';
const scripts = join(repository, '.venv', isWindows ? 'Scripts' : 'bin');

/** A port that is free now. The kernel does not give it out again soon. */
function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The browser: what the setup found, else the usual names on the path. */
function findBrowser() {
  const named = process.env.HYBRIDIZE_BROWSER ?? process.env.CHROME;
  if (named) {
    return named;
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names
    .flatMap(name => folders.map(folder => join(folder, name)))
    .find(candidate => existsSync(candidate));
}

// Workers of Playwright read this file again: they must find the server that the first reading started.
process.env.HYBRIDIZE_UI_PORT ??= String(await findFreePort());
process.env.HYBRIDIZE_UI_FOLDER ??= mkdtempSync(join(tmpdir(), 'hybridize-ui-'));

const port = process.env.HYBRIDIZE_UI_PORT;
const folder = process.env.HYBRIDIZE_UI_FOLDER;
const place = name => {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
};
const baseURL = `http://127.0.0.1:${port}`;
const isRoot = !isWindows && process.getuid() === 0;

// JupyterLab would ask whether it may fetch news, over the very place where our notifications appear.
writeFileSync(
  join(place('settings/@jupyterlab/apputils-extension'), 'notification.jupyterlab-settings'),
  JSON.stringify({ fetchNews: 'false', checkForUpdates: false })
);

export default defineConfig({
  testDir: here,
  // The pictures of the documentation are taken on request: `HYBRIDIZE_PICTURES=1`.
  testMatch: process.env.HYBRIDIZE_PICTURES ? 'screenshots.ts' : '*.spec.ts',
  outputDir: place('results'),
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // A shared machine may starve one test; a test that passes only when repeated is printed as flaky.
  retries: process.env.CI ? 2 : 0,
  timeout: 120_000,
  expect: { timeout: 40_000 },
  reporter: [['list']],
  use: {
    baseURL,
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    video: 'off',
    trace: 'off',
    launchOptions: {
      executablePath: findBrowser(),
      args: [
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
        '--no-first-run'
      ]
    }
  },
  webServer: {
    command: `"${join(scripts, 'jupyter')}" lab --config "${join(here, 'jupyter_server_config.py')}"`,
    url: `${baseURL}/api/status`,
    reuseExistingServer: false,
    timeout: 180_000,
    stdout: 'ignore',
    stderr: 'ignore',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
    env: {
      PATH: `${scripts}${delimiter}${process.env.PATH ?? ''}`,
      HYBRIDIZE_UI_PORT: port,
      HYBRIDIZE_UI_FILES: place('files'),
      HYBRIDIZE_UI_ROOT: isRoot ? '1' : '',
      HOME: place('home'),
      JUPYTER_CONFIG_DIR: place('config'),
      JUPYTER_DATA_DIR: place('data'),
      JUPYTER_RUNTIME_DIR: place('runtime'),
      JUPYTERLAB_SETTINGS_DIR: place('settings'),
      JUPYTERLAB_WORKSPACES_DIR: place('workspaces'),
      IPYTHONDIR: place('ipython'),
      JUPYTER_PREFER_ENV_PATH: '1',
      TF_CPP_MIN_LOG_LEVEL: '3',
      CUDA_VISIBLE_DEVICES: ''
    }
  }
});
