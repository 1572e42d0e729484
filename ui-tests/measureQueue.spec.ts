/**
 * What else is asked of the kernel while it measures: cells that the user runs meanwhile, and another notebook.
 */
import type { Locator } from '@playwright/test';
import { expect, test, type Jupyter } from './jupyter';
import { IMPORT, notebook } from './notebooks';

const RESULT = '.jp-HybridizeCellResult .jp-HybridizeResult';

/** Measuring takes about six seconds; a shared machine may be slow. In milliseconds. */
const MEASURING = 90_000;

/** Counts its calls in a variable, which the measurement changes and puts back. */
const COUNTED = [
  IMPORT,
  'total = tf.Variable(0.0)',
  'def counted(x):',
  '    total.assign_add(1.0)',
  '    for _ in range(200):',
  '        x = tf.tanh(x @ x)',
  '    return x'
].join('\n');
const CALL = 'm = tf.ones((300, 300))\nr = counted(m)';
const READ = 'print("total", float(total.numpy()))';

async function startMeasuring(jupyter: Jupyter): Promise<Locator> {
  await jupyter.badge('counted').click();
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  await jupyter.page.keyboard.press('Escape');
  const result = jupyter.page.locator(RESULT);
  await expect(result).toHaveAttribute('data-state', 'running');
  await expect(result).toContainText(/eagerly|Tracing|Timing/);
  return result;
}

async function runWaiting(jupyter: Jupyter, cell: Locator): Promise<void> {
  await cell.locator('.cm-line').first().click();
  await jupyter.page.keyboard.press('Control+Enter');
  await expect(cell.locator('.jp-InputPrompt')).toContainText('[*]');
}

test('cells that are run while measuring wait, and find the state as it was', async ({
  jupyter
}) => {
  await jupyter.openNew('queued.ipynb', notebook([COUNTED, CALL, READ, READ]));
  await jupyter.runCells([0, 1]);
  const result = await startMeasuring(jupyter);
  for (const index of [2, 3]) {
    await runWaiting(jupyter, jupyter.cell(index));
  }
  await expect(result).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  for (const [index, prompt] of [
    [2, '[3]'],
    [3, '[4]']
  ] as const) {
    await expect(jupyter.cell(index).locator('.jp-OutputArea-output')).toHaveText('total 1.0');
    await expect(jupyter.cell(index).locator('.jp-InputPrompt')).toContainText(prompt);
  }
});

test('cancelling a measurement does not cancel the cells that wait', async ({ jupyter }) => {
  await jupyter.openNew('kept.ipynb', notebook([COUNTED, CALL, READ]));
  await jupyter.runCells([0, 1]);
  const result = await startMeasuring(jupyter);
  await runWaiting(jupyter, jupyter.cell(2));
  await result.getByRole('button', { name: 'Cancel' }).click();
  await expect(result).toContainText(/[Cc]ancelled/);
  await expect(jupyter.cell(2).locator('.jp-OutputArea-output')).toHaveText('total 1.0');
  await expect(jupyter.cell(2).locator('.jp-InputPrompt')).toContainText('[3]');
});

test('a second notebook on the same kernel waits, and finds the state as it was', async ({
  jupyter,
  page
}) => {
  await jupyter.openNew('first.ipynb', notebook([COUNTED, CALL]));
  await jupyter.runCells([0, 1]);
  await jupyter.upload('second.ipynb', notebook([READ]));
  await jupyter.shareKernel('second.ipynb');
  const result = await startMeasuring(jupyter);

  await jupyter.command('docmanager:open', { path: 'second.ipynb' });
  const second = page.locator('.jp-NotebookPanel:visible .jp-Cell').first();
  await expect(second.locator('.cm-line').first()).toContainText('total.numpy');
  await runWaiting(jupyter, second);
  await expect(second.locator('.jp-OutputArea-output')).toHaveText('total 1.0', {
    timeout: MEASURING
  });

  await jupyter.command('docmanager:open', { path: 'first.ipynb' });
  await expect(result).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  await expect(result).toContainText('put back as it was');
  await jupyter.kernelIsIdle();
});
