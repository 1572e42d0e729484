import { expect, test } from './jupyter';
import { CALLS, IMPORT, notebook, SCALE, simple } from './notebooks';

const RESULT = '.jp-HybridizeCellResult .jp-HybridizeResult';

test('a function is measured, and the kernel is left as it was', async ({ jupyter, page }) => {
  await jupyter.openNew(
    'measure.ipynb',
    notebook([IMPORT, SCALE, CALLS.replace('c = show(a)', ''), 'print(sorted(globals()), len(In))'])
  );
  await jupyter.runAll();
  const before = await jupyter.cell(3).locator('.jp-OutputArea-output').innerText();
  const requests = jupyter.executeRequests.length;

  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Measure' }).click();
  await page.keyboard.press('Escape');
  await expect(page.locator(RESULT)).toHaveAttribute('data-state', 'done', { timeout: 90_000 });
  await expect(page.locator(RESULT)).toContainText(/faster as a graph/);
  await expect(page.locator(RESULT)).toContainText('Eager');
  await expect(page.locator(RESULT)).toContainText('Graph');
  await expect(jupyter.badge('scale')).toContainText(/\d×/);
  expect(jupyter.executeRequests.length).toBeGreaterThan(requests);

  // The counter went on by the one run of the cell, the names are the same, nothing was printed.
  await jupyter.cell(3).locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await jupyter.kernelIsIdle();
  const after = await jupyter.cell(3).locator('.jp-OutputArea-output').innerText();
  const namesOf = (text: string): string => text.slice(0, text.indexOf(']'));
  const countOf = (text: string): number => Number(/(\d+)\s*$/.exec(text)?.[1]);
  expect(namesOf(after).replace(/'_i?\d+', /g, '')).toBe(
    namesOf(before).replace(/'_i?\d+', /g, '')
  );
  expect(countOf(after)).toBe(countOf(before) + 1);
  await expect(jupyter.cell(1).locator('.jp-OutputArea-output')).toHaveCount(0);
});

test('a measurement is cancelled', async ({ jupyter, page }) => {
  const slow = [
    'import time',
    IMPORT,
    'def slow(x):',
    '    for _ in range(200):',
    '        x = tf.tanh(x @ x)',
    '    return x'
  ].join('\n');
  await jupyter.openNew('cancel.ipynb', notebook([slow, 'm = tf.ones((400, 400))\nr = slow(m)']));
  await jupyter.runAll();
  await jupyter.badge('slow').click();
  await jupyter.card.getByRole('button', { name: 'Measure' }).click();
  await page.keyboard.press('Escape');
  await expect(page.locator(RESULT)).toHaveAttribute('data-state', 'running');
  await page.locator(RESULT).getByRole('button', { name: 'Cancel' }).click();
  await expect(page.locator(RESULT)).toContainText(/[Cc]ancelled/);
  await jupyter.kernelIsIdle();
  // The kernel goes on as if nothing had happened.
  await jupyter.cell(1).locator('.cm-content').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nprint("still", "here")');
  await page.keyboard.press('Control+Enter');
  await expect(jupyter.cell(1).locator('.jp-OutputArea-output')).toContainText('still here');
});

test('without a kernel there is a sentence', async ({ jupyter, page }) => {
  await jupyter.openNew('kernelless.ipynb', simple);
  await jupyter.kernelIsIdle();
  await jupyter.shutDownKernel();
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Measure' }).click();
  await expect(jupyter.card).toContainText('no kernel');
  await page.keyboard.press('Escape');
  await expect(page.locator(RESULT)).toHaveAttribute('data-state', 'failed');
});

test('a function that the kernel does not know yet is not measured', async ({ jupyter }) => {
  await jupyter.openNew('unknown.ipynb', simple);
  await jupyter.kernelIsIdle();
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Measure' }).click();
  await expect(jupyter.card.locator('.jp-HybridizeResult')).toHaveAttribute('data-state', 'failed');
  await expect(jupyter.card).toContainText(/run/i);
});

test('a link in an output cannot measure', async ({ jupyter, page }) => {
  const bait = {
    output_type: 'display_data',
    metadata: {},
    data: {
      'text/html':
        '<button data-commandlinker-command="hybridize:measure" data-commandlinker-args=\'{"functionName":"scale"}\'>bait</button>'
    }
  };
  const cells = simple.cells.map((cell, index) =>
    index === 3 ? { ...cell, outputs: [bait] } : cell
  );
  await jupyter.openNew('bait.ipynb', { ...simple, cells });
  await expect(jupyter.badge('scale')).toBeVisible();
  await jupyter.kernelIsIdle();
  await page.getByRole('button', { name: 'bait', exact: true }).click();
  await expect(page.locator(RESULT)).toHaveCount(0);
  expect(jupyter.executeRequests).toEqual([]);
});
