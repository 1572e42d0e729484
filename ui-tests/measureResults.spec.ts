import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Locator } from '@playwright/test';
import { expect, test, type Jupyter } from './jupyter';
import { IMPORT, notebook, SCALE } from './notebooks';

const RESULT = '.jp-HybridizeCellResult .jp-HybridizeResult';

/** Measuring takes about six seconds; a shared machine may be slow. In milliseconds. */
const MEASURING = 90_000;

const CALL = 'a = tf.ones((4, 4))\nfor _ in range(300):\n    b = scale(a, a)';

async function measure(jupyter: Jupyter, functionName: string): Promise<Locator> {
  await jupyter.badge(functionName).click();
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  await jupyter.page.keyboard.press('Escape');
  const result = jupyter.page.locator(RESULT);
  await expect(result).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  return result;
}

test('a result shows its rounds, grows old with the code, and is kept only when asked', async ({
  jupyter,
  page
}) => {
  await jupyter.openNew('results.ipynb', notebook([IMPORT, SCALE, CALL]));
  await jupyter.runAll();
  const before = await jupyter.content();
  const result = await measure(jupyter, 'scale');
  await expect(result).toContainText(/Pays after \d+ calls?; the notebook makes about 300/);
  const plot = result.getByRole('img', { name: /Eager: \d+ rounds from .* median/ });
  await expect(plot).toBeVisible();
  expect(await plot.locator('circle').count()).toBeGreaterThan(10);
  await expect(result).toContainText('put back as it was');
  expect(await jupyter.content()).toEqual(before);

  // The text changes: the result says that it is old, and is valid again when the change is taken back.
  await jupyter.putCursor(1, 3);
  await page.keyboard.type(' + 0.0');
  await expect(result).toHaveAttribute('data-stale', 'true');
  await expect(result).toContainText('has changed since');
  await expect(jupyter.badge('scale')).not.toContainText('×');
  await page.keyboard.press('Control+z');
  await expect.poll(() => jupyter.source(1)).toBe(SCALE);
  await expect(result).not.toHaveAttribute('data-stale', 'true');
  await expect(jupyter.badge('scale')).toContainText(/\d×/);

  // A further variant is measured on request, and the run before stays as history.
  await result.getByRole('button', { name: 'Also with fewer traces' }).click();
  await expect(result).toHaveAttribute('data-state', 'running');
  await expect(result).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  await expect(result.locator('.jp-HybridizeResult-bar')).toHaveCount(3);
  await expect(result.getByRole('button', { name: 'Also with fewer traces' })).toHaveCount(0);
  await result.getByText('1 earlier run').click();
  await expect(result.locator('.jp-HybridizeResult-history li')).toContainText('as a graph');

  await result.getByRole('button', { name: 'Insert as output' }).click();
  await expect(jupyter.cell(1).locator('.jp-OutputArea-output')).toContainText('as a graph');
  const [output] = (await jupyter.content()).cells[1].outputs ?? [];
  expect(output).toMatchObject({
    output_type: 'display_data',
    data: { 'text/plain': expect.stringContaining('scale'), 'text/html': expect.any(String) }
  });
  expect((await jupyter.content()).cells[1].metadata).not.toHaveProperty('hybridize');

  // What nbconvert makes of the notebook shows the result: its table, its rounds and its sentences.
  await jupyter.save();
  const exported = await page.request.get('/nbconvert/html/results.ipynb');
  expect(exported.ok()).toBe(true);
  const other = await page.context().newPage();
  await other.setContent(await exported.text(), { waitUntil: 'domcontentloaded' });
  const shown = other.locator('.jp-OutputArea-output.jp-RenderedHTML');
  await expect(shown.locator('td', { hasText: 'Eager' })).toBeVisible();
  await expect(shown.locator('circle').first()).toBeAttached();
  await expect(shown).toContainText('as a graph');
  await expect(shown).toContainText('put back as it was');
  await other.close();
  await result.getByRole('button', { name: 'Keep in metadata' }).click();
  await expect
    .poll(async () => (await jupyter.content()).cells[1].metadata)
    .toMatchObject({ hybridize: { measurements: { scale: { function: 'scale' } } } });

  for (const [command, name, start] of [
    ['hybridize:export-measurements-csv', 'results-measurements.csv', 'function,cell,'],
    ['hybridize:export-measurements-json', 'results-measurements.json', '{\n  "schema": 1']
  ] as const) {
    const downloading = page.waitForEvent('download');
    await jupyter.command(command);
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(name);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text.startsWith(start)).toBe(true);
    expect(text).toContain('scale');
  }

  await result.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator(RESULT)).toHaveCount(0);
  await jupyter.badge('scale').click();
  await expect(jupyter.card.locator('.jp-HybridizeResult')).toContainText('as a graph');
});

test('results are accessible in every theme', async ({ jupyter, page }) => {
  await jupyter.openNew('themes.ipynb', notebook([IMPORT, SCALE, CALL]));
  await jupyter.runAll();
  await measure(jupyter, 'scale');
  await page.evaluate(axe.source);
  for (const theme of ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast']) {
    await jupyter.setTheme(theme);
    const violations = await page.evaluate(async () => {
      const checker = Reflect.get(window, 'axe') as typeof axe;
      const results = await checker.run({ include: [['.jp-HybridizeCellResult']] });
      return results.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`
      );
    });
    expect(violations, theme).toEqual([]);
  }
});

const TWICE = [
  'def twice(x):',
  '    for _ in range(20):',
  '        x = tf.tanh(x * 2.0)',
  '    return x'
].join('\n');

test('all functions are measured with one progress bar and one cancel', async ({
  jupyter,
  page
}) => {
  await jupyter.openNew(
    'all.ipynb',
    notebook([IMPORT, SCALE, TWICE, 'a = tf.ones((4, 4))\nb = scale(a, a)\nc = twice(a)'])
  );
  await jupyter.runAll();
  await expect(jupyter.badges).toHaveCount(2);
  void jupyter.command('hybridize:measure-all');
  const bar = page.locator('.jp-HybridizeMeasureAll');
  await expect(bar).toContainText('Measuring scale (1 of 2)');
  await expect(bar.getByRole('progressbar')).toBeVisible();
  await expect(bar).toContainText('Measuring twice (2 of 2)', { timeout: MEASURING });
  await expect(bar).toHaveCount(0, { timeout: MEASURING });
  await expect(page.getByText('Measured 2 of 2 functions.')).toBeVisible();
  await expect(jupyter.badge('scale')).toContainText(/\d×/);
  await expect(jupyter.badge('twice')).toContainText(/\d×/);

  void jupyter.command('hybridize:measure-all');
  await expect(bar).toContainText('Measuring scale (1 of 2)');
  await bar.getByRole('button', { name: 'Cancel' }).click();
  await expect(bar).toHaveCount(0, { timeout: 20_000 });
  await jupyter.kernelIsIdle();
  await expect(page.getByText('Measured 0 of 2 functions.')).toBeVisible();
});
