/**
 * What measuring says when the kernel is not as it should be, and that the notebook goes on afterwards.
 */
import type { Locator } from '@playwright/test';
import { expect, test, type Jupyter } from './jupyter';
import { CALLS, IMPORT, notebook, SCALE } from './notebooks';

const RESULT = '.jp-HybridizeCellResult .jp-HybridizeResult';

/** In milliseconds; a shared machine may be slow. */
const SOON = 30_000;

/** Takes long enough to be disturbed. */
const SLOW = [
  IMPORT,
  'def slow(x):',
  '    for _ in range(200):',
  '        x = tf.tanh(x @ x)',
  '    return x'
].join('\n');
const SLOW_CALL = 'm = tf.ones((400, 400))\nr = slow(m)';

async function startMeasuring(jupyter: Jupyter, functionName: string): Promise<Locator> {
  await jupyter.badge(functionName).click();
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  await jupyter.page.keyboard.press('Escape');
  return jupyter.page.locator(RESULT);
}

async function runLastCell(jupyter: Jupyter, index: number): Promise<void> {
  await jupyter.cell(index).locator('.cm-line').first().click();
  await jupyter.page.keyboard.press('Control+Enter');
}

test('a kernel without TensorFlow is told', async ({ jupyter }) => {
  const blocked = [
    'import sys',
    'class Nothing:',
    '    def find_spec(self, name, path=None, target=None):',
    '        if name.split(".")[0] == "tensorflow":',
    '            raise ModuleNotFoundError(name)',
    'sys.meta_path.insert(0, Nothing())'
  ].join('\n');
  await jupyter.openNew('without.ipynb', notebook([blocked, IMPORT, SCALE, CALLS]));
  await jupyter.kernelIsIdle();
  await runLastCell(jupyter, 0);
  await jupyter.kernelIsIdle();
  const result = await startMeasuring(jupyter, 'scale');
  await expect(result).toContainText('TensorFlow is not installed in this kernel');
});

test('a restart while measuring is told, and the notebook goes on', async ({ jupyter, page }) => {
  await jupyter.openNew('restart.ipynb', notebook([SLOW, SLOW_CALL, 'print("still", "here")']));
  await jupyter.runAll();
  const result = await startMeasuring(jupyter, 'slow');
  await expect(result).toHaveAttribute('data-state', 'running');
  await expect(result).toContainText(/eagerly|Tracing|Timing/);
  await page.getByRole('button', { name: 'Restart the kernel', exact: true }).click();
  await page.locator('.jp-Dialog').getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  await expect(result).toContainText('The kernel was restarted while measuring', {
    timeout: SOON
  });
  await jupyter.kernelIsIdle();
  await runLastCell(jupyter, 2);
  await expect(jupyter.cell(2).locator('.jp-OutputArea-output')).toContainText('still here');
});

test('a kernel that dies while measuring is told', async ({ jupyter, page }) => {
  // JupyterLab itself says that the kernel died, in a dialog of its own.
  await jupyter.openNew(
    'dies.ipynb',
    notebook([
      `import os, signal\n${IMPORT}\ncalls = []`,
      [
        'def fatal(x):',
        '    if len(calls) > 1:',
        '        os.kill(os.getpid(), signal.SIGKILL)',
        '    return tf.tanh(x @ x)'
      ].join('\n'),
      'm = tf.ones((4, 4))\nr = fatal(m)',
      'calls += [1, 2]'
    ])
  );
  await jupyter.runAll();
  const result = await startMeasuring(jupyter, 'fatal');
  await expect(result).toContainText('The kernel died while measuring', { timeout: SOON });
  await page.keyboard.press('Escape');
});

test('a busy kernel is waited for, and cancelling does not touch what it runs', async ({
  jupyter
}) => {
  const long = 'import time\nfor _ in range(60):\n    time.sleep(0.1)\nprint("not", "disturbed")';
  await jupyter.openNew('busy.ipynb', notebook([IMPORT, SCALE, CALLS, long]));
  await jupyter.kernelIsIdle();
  await jupyter.runCells([0, 1, 2]);
  await jupyter.kernelIsIdle();
  await runLastCell(jupyter, 3);
  await expect(jupyter.cell(3).locator('.jp-InputPrompt')).toContainText('[*]');
  const result = await startMeasuring(jupyter, 'scale');
  await expect(result).toContainText('Waiting for the kernel, which is busy');
  await result.getByRole('button', { name: 'Cancel' }).click();
  await expect(result).toContainText('cancelled before it began', { timeout: 3000 });
  await expect(jupyter.cell(3).locator('.jp-OutputArea-output')).toContainText('not disturbed', {
    timeout: SOON
  });
  await jupyter.kernelIsIdle();
});

test('a notebook that is closed while measuring leaves its kernel in order', async ({
  jupyter,
  page
}) => {
  await jupyter.openNew('closed.ipynb', notebook([SLOW, SLOW_CALL, 'print("still", "here")']));
  await jupyter.runAll();
  const result = await startMeasuring(jupyter, 'slow');
  await expect(result).toHaveAttribute('data-state', 'running');
  await jupyter.save();
  await jupyter.command('application:close');
  await expect(page.locator('.jp-NotebookPanel')).toHaveCount(0);
  await jupyter.command('docmanager:open', { path: 'closed.ipynb' });
  await expect(page.locator('.jp-CodeCell .cm-content').first()).toBeVisible();
  await jupyter.kernelIsIdle();
  await runLastCell(jupyter, 2);
  await expect(jupyter.cell(2).locator('.jp-OutputArea-output')).toContainText('still here');
  await expect(jupyter.badge('slow')).toBeVisible();
});

test('a connection that breaks while measuring is waited for', async ({ jupyter }) => {
  // The browser reports the socket that is cut.
  jupyter.tolerate(/WebSocket/, /ERR_INTERNET_DISCONNECTED/, /Failed to fetch/, /NetworkError/);
  await jupyter.openNew('offline.ipynb', notebook([SLOW, SLOW_CALL]));
  await jupyter.runAll();
  const result = await startMeasuring(jupyter, 'slow');
  await expect(result).toHaveAttribute('data-state', 'running');
  await expect(result).toContainText(/eagerly|Tracing|Timing/);
  await jupyter.cutConnection();
  await expect(result).toContainText(/connection to the kernel is lost|Connected again/, {
    timeout: SOON
  });
  await expect(result).toHaveAttribute('data-state', /done|failed/, { timeout: 60_000 });
  await jupyter.kernelIsIdle();
});
