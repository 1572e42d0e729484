import { expect, test } from './jupyter';
import {
  CALLS,
  foreign,
  halfWritten,
  hostile,
  IMPORT,
  notebook,
  SCALE,
  SHOW,
  simple
} from './notebooks';

test('badges appear on open, and nothing is sent to the kernel', async ({ jupyter }) => {
  await jupyter.openNew('open.ipynb', simple);
  await expect(jupyter.badge('scale')).toHaveAttribute('data-kind', /^hybridize/);
  await expect(jupyter.badge('show')).toHaveAttribute('data-kind', 'keep');
  await jupyter.kernelIsIdle();
  expect(jupyter.executeRequests).toEqual([]);
});

test('a badge follows an edit and its undo', async ({ jupyter, page }) => {
  await jupyter.openNew('edit.ipynb', simple);
  await expect(jupyter.badge('show')).toHaveAttribute('data-kind', 'keep');
  await jupyter.putCursor(2, 1);
  await page.keyboard.press('Shift+Home');
  await page.keyboard.type('pass');
  await expect(jupyter.badge('show')).toHaveAttribute('data-kind', /^hybridize|^keep$/);
  await expect(jupyter.badge('show')).not.toContainText('side effects');
  await page.keyboard.press('Control+z');
  await expect(jupyter.badge('show')).toContainText('side effects');
});

test('a badge stands on the line of its function while lines are added above', async ({
  jupyter,
  page
}) => {
  await jupyter.openNew('lines.ipynb', simple);
  await expect(jupyter.badge('show')).toBeVisible();
  await jupyter.cell(2).locator('.cm-line').first().click();
  await page.keyboard.press('Home');
  await page.keyboard.type('# a comment\n\n');
  await expect(jupyter.cell(2).locator('.cm-line', { has: jupyter.badge('show') })).toContainText(
    'def show(x):'
  );
});

test('badges follow a moved cell', async ({ jupyter, page }) => {
  await jupyter.openNew('move.ipynb', simple);
  await expect(jupyter.cell(2).locator('.jp-HybridizeBadge')).toBeVisible();
  await jupyter.cell(2).locator('.jp-InputPrompt').click();
  await page.keyboard.press('Control+Shift+ArrowUp');
  await expect(jupyter.cell(1).locator('.cm-content')).toContainText('def show');
  await expect(jupyter.cell(1).locator('.jp-HybridizeBadge[data-function="show"]')).toBeVisible();
  await expect(jupyter.cell(2).locator('.jp-HybridizeBadge[data-function="scale"]')).toBeVisible();
  await expect(jupyter.badges).toHaveCount(2);
});

test('a badge goes with its cell and comes back with it', async ({ jupyter, page }) => {
  await jupyter.openNew('delete.ipynb', simple);
  await expect(jupyter.badges).toHaveCount(2);
  await jupyter.cell(2).locator('.jp-InputPrompt').click();
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await expect(jupyter.badge('show')).toHaveCount(0);
  await expect(jupyter.badge('scale')).toBeVisible();
  await page.keyboard.press('z');
  await expect(jupyter.badge('show')).toHaveAttribute('data-kind', 'keep');
});

test('a half-written cell spoils only itself', async ({ jupyter }) => {
  await jupyter.openNew('half.ipynb', halfWritten);
  await expect(jupyter.badge('scale')).toHaveAttribute('data-kind', /^hybridize/);
  await expect(jupyter.badge('show')).toHaveAttribute('data-kind', 'keep');
});

test('a notebook of another language has no badges', async ({ jupyter, page }) => {
  await jupyter.openNew('foreign.ipynb', foreign);
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'No Kernel' }).click();
  await expect(jupyter.cell(0).locator('.cm-content')).toContainText('def scale');
  await expect(jupyter.badges).toHaveCount(0);
  expect(jupyter.executeRequests).toEqual([]);
});

test('a module beside the notebook is read', async ({ jupyter }) => {
  await jupyter.uploadText('noisy.py', 'def tell(x):\n    print(x)\n    return x\n');
  await jupyter.openNew(
    'imports.ipynb',
    notebook([
      `${IMPORT}\nfrom noisy import tell`,
      'def quiet(x):\n    return tell(tf.tanh(x))',
      'd = quiet(tf.ones(3))'
    ])
  );
  await expect(jupyter.badge('quiet')).toContainText('side effects');
});

test('a hostile notebook does nothing but stand there', async ({ jupyter, page }) => {
  // JupyterLab takes the handler away and leaves the picture, which is not there.
  jupyter.tolerate(/404.*\/files\/x\?/);
  await jupyter.openNew('hostile.ipynb', hostile);
  await expect(jupyter.badge('scale')).toBeVisible();
  await jupyter.badge('scale').click();
  await expect(jupyter.card).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(jupyter.card).toHaveCount(0);
  expect(await page.evaluate(() => Reflect.get(window, '__pwned'))).toBeUndefined();
  expect(jupyter.executeRequests).toEqual([]);
});

test('Notebook 7 shows badges', async ({ jupyter, page }) => {
  // Notebook 7.6 reports these two by itself, with our extension switched off as well.
  jupyter.tolerate(/reading 'schema'/, /Command 'filebrowser:open-path' not registered/);
  await jupyter.upload('seven.ipynb', simple);
  await page.goto('/notebooks/seven.ipynb');
  await expect(jupyter.badge('scale')).toBeVisible();
  await jupyter.badge('show').click();
  await expect(jupyter.card).toContainText('side effects');
  expect(jupyter.executeRequests).toEqual([]);
});

test('a notebook of 60 cells has a badge in each', async ({ jupyter, page }) => {
  const functions = Array.from(
    { length: 60 },
    (_, index) => `${SCALE.replace('scale', `scale_${index}`)}\nscale_${index}(a, a)`
  );
  await jupyter.openNew('many.ipynb', notebook([`${IMPORT}\na = tf.ones(3)`, ...functions]));
  await expect(jupyter.badge('scale_0')).toBeVisible();
  await page.keyboard.press('Escape');
  await jupyter.command('notebook:move-cursor-down');
  await jupyter.cell(60).scrollIntoViewIfNeeded();
  await expect(jupyter.badge('scale_59')).toBeVisible();
});

test('an empty notebook and one with nothing to say have no badges', async ({ jupyter }) => {
  await jupyter.openNew('empty.ipynb', notebook(['']));
  await expect(jupyter.badges).toHaveCount(0);
  await jupyter.openNew('plain.ipynb', notebook(['x = 1', 'print(x)', SHOW, CALLS]));
  await jupyter.kernelIsIdle();
  expect(jupyter.executeRequests).toEqual([]);
});

test('where the worker cannot be loaded, the page analyses by itself', async ({
  jupyter,
  page
}) => {
  jupyter.tolerate(/net::ERR_FAILED/);
  let hasBlocked = false;
  await page.route('**/hybridize-analysis*.js*', route => {
    hasBlocked = true;
    return route.abort();
  });
  await jupyter.openNew('workerless.ipynb', simple);
  await expect(jupyter.badge('show')).toHaveAttribute('data-kind', 'keep');
  expect(hasBlocked).toBe(true);
});

test('badges are there when cells are drawn only as they are scrolled to', async ({
  jupyter,
  page
}) => {
  const functions = Array.from(
    { length: 60 },
    (_, index) => `${SCALE.replace('scale', `scale_${index}`)}\nscale_${index}(a, a)`
  );
  await jupyter.saveSetting('@jupyterlab/notebook-extension:tracker', { windowingMode: 'full' });
  try {
    await jupyter.openNew('windowed.ipynb', notebook([`${IMPORT}\na = tf.ones(3)`, ...functions]));
    await expect(jupyter.badge('scale_0')).toBeVisible();
    await jupyter.cell(0).locator('.jp-InputPrompt').click();
    await page.keyboard.press('Control+End');
    await page.locator('.jp-WindowedPanel-outer').evaluate(element => {
      element.scrollTop = element.scrollHeight;
    });
    await expect(jupyter.badge('scale_59')).toBeVisible();
  } finally {
    await jupyter.saveSetting('@jupyterlab/notebook-extension:tracker', {});
  }
});

test('a cell of 5 MB is not read, says so, and spoils nothing', async ({ jupyter }) => {
  const large = `data = """\n${`${'x'.repeat(199)}\n`.repeat(26_000)}"""`;
  await jupyter.openNew('large.ipynb', notebook([IMPORT, SCALE, CALLS, large]));
  await expect(jupyter.badge('scale')).toBeVisible();
  await jupyter.cell(3).scrollIntoViewIfNeeded();
  await expect(jupyter.cell(3).locator('.jp-HybridizeBadge')).toContainText('not read');
});
