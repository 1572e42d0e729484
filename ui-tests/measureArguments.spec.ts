import type { Locator, Page } from '@playwright/test';
import { expect, test, type Jupyter } from './jupyter';
import { IMPORT, notebook, SCALE } from './notebooks';

const RESULT = '.jp-HybridizeCellResult .jp-HybridizeResult';

/** Measuring takes about six seconds; a shared machine may be slow. In milliseconds. */
const MEASURING = 90_000;

const CALLS = ['a = tf.ones((4, 4))\nb = scale(a, a)', 'c = scale(b, a)'];

function setup(jupyter: Jupyter): Locator {
  return jupyter.card.locator('.jp-HybridizeSetup');
}

/** Asks, on the card of `scale`, for a measurement with the arguments of its next call; gives the result's place. */
async function waitForTheNextCall(jupyter: Jupyter, page: Page): Promise<Locator> {
  await jupyter.badge('scale').click();
  await setup(jupyter).getByLabel('Take them from').selectOption('caught');
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  await page.keyboard.press('Escape');
  const result = page.locator(RESULT);
  await expect(result).toContainText('Waiting for the next call of scale', { timeout: MEASURING });
  return result;
}

test('the card shows the arguments and the exact code, and the user edits them', async ({
  jupyter,
  page
}) => {
  await jupyter.openNew('arguments.ipynb', notebook([IMPORT, SCALE, ...CALLS]));
  await jupyter.runAll();
  await jupyter.badge('scale').click();
  await expect(setup(jupyter)).toContainText('the call in cell 3, line 2');
  const code = setup(jupyter).locator('pre');
  await expect(code).toHaveText('scale(a, a)\ntf.function(scale)(a, a)');
  await setup(jupyter).getByLabel('Take them from').selectOption({ index: 1 });
  await expect(code).toHaveText('scale(b, a)\ntf.function(scale)(b, a)');
  await setup(jupyter).getByLabel('Arguments').fill('b, y=a * 0.5');
  await expect(setup(jupyter)).toContainText('arguments that you typed');
  await expect(code).toHaveText('scale(b, y=a * 0.5)\ntf.function(scale)(b, y=a * 0.5)');
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  const shown = jupyter.card.locator('.jp-HybridizeResult');
  await expect(shown).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  await expect(shown).toContainText('Measured with the arguments b, y=a * 0.5');

  await setup(jupyter).getByLabel('Arguments').fill('b, "no"');
  await setup(jupyter).getByRole('button', { name: 'Measure with these arguments' }).click();
  await expect(shown).toHaveAttribute('data-state', 'failed', { timeout: MEASURING });
  await expect(shown).toContainText('raises an error with these arguments');
  await setup(jupyter).getByLabel('Arguments').fill('b, __import__("os"');
  await setup(jupyter).getByRole('button', { name: 'Measure with these arguments' }).click();
  await expect(shown).toContainText('could not be evaluated', { timeout: MEASURING });
  await page.keyboard.press('Escape');
  await expect(jupyter.cell(1).locator('.jp-OutputArea-output')).toHaveCount(0);
});

test('a function whose cell was changed is measured after its cell is run', async ({
  jupyter,
  page
}) => {
  await jupyter.openNew('stale.ipynb', notebook([IMPORT, SCALE, CALLS[0]]));
  await jupyter.runAll();
  await jupyter.putCursor(1, 3);
  await page.keyboard.type(' + 1.0');
  await expect(jupyter.badge('scale')).toBeVisible();
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  await page.keyboard.press('Escape');
  const result = page.locator(RESULT);
  await expect(result).toContainText('older text of this function', { timeout: MEASURING });
  await result.getByRole('button', { name: 'Run the cell, then measure' }).click();
  await expect(result).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  await expect(jupyter.cell(1).locator('.jp-InputPrompt')).toContainText('4');

  // The function's cell has run after its call by now: the card says so.
  await jupyter.badge('scale').click();
  await expect(jupyter.card).toContainText('Cell 3 ran before cell 2');
});

test('the page of a rule opens from its explanation', async ({ jupyter, page }) => {
  await jupyter.openNew(
    'rules.ipynb',
    notebook([IMPORT, 'def tell(x):\n    print(x)\n    return tf.tanh(x)', 'tell(tf.ones(3))'])
  );
  await jupyter.badge('tell').click();
  await jupyter.card.getByRole('button', { name: 'Why?' }).click();
  await jupyter.card.getByRole('button', { name: 'Open the page of python-side-effects' }).click();
  const rule = page.locator('.jp-HybridizeRulePage');
  await expect(rule.getByRole('heading', { name: 'python-side-effects' })).toBeVisible();
  await expect(rule).toContainText('# hybridize: ignore[python-side-effects] reason');
  await expect(jupyter.card).toHaveCount(0);
});

test('a badge that was wrong says so loudly, and copies a bug report', async ({
  jupyter,
  page
}) => {
  // The name is bound anew in text that the analysis does not read: what it called safe is another function then.
  await jupyter.openNew(
    'wrong.ipynb',
    notebook([
      IMPORT,
      SCALE,
      'a = tf.ones((4, 4))\nb = scale(a, a)',
      [
        'class Tanh:',
        '    count = 0',
        '    def __call__(self, x):',
        '        Tanh.count += 1',
        '        return x + Tanh.count',
        'exec("tf.tanh = Tanh()")'
      ].join('\n')
    ])
  );
  await jupyter.runAll();
  await expect(jupyter.badge('scale')).toHaveAttribute('data-kind', 'hybridize');
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  await page.keyboard.press('Escape');
  const result = page.locator(RESULT);
  await expect(result.getByRole('alert')).toContainText('error of ours', { timeout: MEASURING });
  await expect(result).toHaveAttribute('data-tone', 'bad');
  await expect(jupyter.badge('scale')).toHaveAttribute('data-measured', 'wrong');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await result.getByRole('button', { name: 'Copy a bug report' }).click();
  const text = await page.evaluate(async () => navigator.clipboard.readText());
  expect(text).toContain('`scale`: predicted hybridize (proven), measured');
  expect(text).toContain(SCALE);
});

test('the kernel says what would run, and runs nothing', async ({ jupyter }) => {
  await jupyter.openNew(
    'prepare.ipynb',
    notebook([IMPORT, 'calls = []', `${SCALE}\n`, CALLS[0], 'print(len(calls))'])
  );
  await jupyter.kernelIsIdle();
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Ask the kernel what would run' }).click();
  const prepared = jupyter.card.locator('.jp-HybridizeSetup-prepared');
  await expect(prepared).toContainText('The kernel does not know this function yet');
  await prepared.getByRole('button', { name: 'Run the cell' }).click();
  // Its arguments are not there either: the cells above and below have not run.
  await expect(prepared).toContainText(/No call in the notebook has arguments/);
  await jupyter.page.keyboard.press('Escape');
  await jupyter.runAll();
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Ask the kernel what would run' }).click();
  await expect(prepared).toHaveAttribute('data-state', 'prepared', { timeout: MEASURING });
  await expect(prepared.locator('pre')).toContainText('scale(a, a)');
  await expect(prepared.locator('pre')).toContainText('tf.function');
  await expect(prepared).toContainText('float32');
  await expect(prepared).toContainText('can be put back');
  await expect(jupyter.page.locator(RESULT)).toHaveCount(0);
});

test('the arguments of the next real call are caught', async ({ jupyter, page }) => {
  await jupyter.openNew(
    'caught.ipynb',
    notebook([IMPORT, SCALE, 'b = scale(tf.ones((4, 4)), tf.zeros((4, 4)))'])
  );
  await jupyter.runAll();
  await jupyter.badge('scale').click();
  await setup(jupyter).getByLabel('Take them from').selectOption('caught');
  await expect(setup(jupyter)).toContainText('the kernel notes them');
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  await page.keyboard.press('Escape');
  const result = page.locator(RESULT);
  await expect(result).toContainText('Waiting for the next call of scale', { timeout: MEASURING });
  await jupyter.runCells([2]);
  await expect(result).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  await expect(result).toContainText('Measured with the arguments of a real call');
  await expect(result).toContainText('float32');
});

test('a call is caught when the cell that defines the function and calls it is run again', async ({
  jupyter,
  page
}) => {
  await jupyter.openNew(
    'caught-again.ipynb',
    notebook([IMPORT, `${SCALE}\nb = scale(tf.ones((4, 4)), tf.zeros((4, 4)))`])
  );
  await jupyter.runAll();
  const result = await waitForTheNextCall(jupyter, page);
  await jupyter.runCells([1]);
  await expect(result).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  await expect(result).toContainText('Measured with the arguments of a real call');
});

test('waiting for a call is given up', async ({ jupyter, page }) => {
  await jupyter.openNew(
    'given-up.ipynb',
    notebook([IMPORT, SCALE, 'b = scale(tf.ones((4, 4)), tf.zeros((4, 4)))\nprint("done")'])
  );
  await jupyter.runAll();
  const result = await waitForTheNextCall(jupyter, page);
  await result.getByRole('button', { name: 'Cancel' }).click();
  await expect(result).toContainText('cancelled before it began');
  await jupyter.runCells([2]);
  await expect(jupyter.cell(2).locator('.jp-OutputArea-output')).toContainText('done');
  await expect(result).toHaveAttribute('data-state', 'failed');
});

test('arguments are made up from the inferred types, and say so', async ({ jupyter, page }) => {
  await jupyter.openNew(
    'synthetic.ipynb',
    notebook([IMPORT, SCALE, 'b = scale(tf.ones((4, 4)), tf.zeros((4, 4)))'])
  );
  await jupyter.runCells([0, 1]);
  await jupyter.badge('scale').click();
  await setup(jupyter).getByLabel('Take them from').selectOption('synthetic');
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  await page.keyboard.press('Escape');
  const result = page.locator(RESULT);
  await expect(result).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  await expect(result).toContainText('made from the inferred types');
  await expect(result).toContainText('not compared');
});

test('the form that the name has now is measured beside the others', async ({ jupyter, page }) => {
  await jupyter.openNew(
    'current.ipynb',
    notebook([IMPORT, `@tf.function(jit_compile=False)\n${SCALE}`, CALLS[0]])
  );
  await jupyter.runAll();
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  await page.keyboard.press('Escape');
  const result = page.locator(RESULT);
  await expect(result).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  await result.getByRole('button', { name: 'Also as it is now' }).click();
  await expect(result).toHaveAttribute('data-state', 'running');
  await expect(result).toHaveAttribute('data-state', 'done', { timeout: MEASURING });
  await expect(result.locator('.jp-HybridizeResult-bar')).toHaveCount(3);
  await expect(result).toContainText('As it is now');
});

test('what cannot be put back is named before anything runs', async ({ jupyter, page }) => {
  const draw = [
    'def draw(x):',
    '    step = next(source)',
    '    for _ in range(20):',
    '        x = tf.tanh(x * step)',
    '    return x'
  ].join('\n');
  await jupyter.openNew(
    'question.ipynb',
    notebook([
      `${IMPORT}\nsource = (1.0 for _ in range(100_000))`,
      draw,
      'a = tf.ones((4, 4))\nb = draw(a)',
      'print(sum(1 for _ in source))'
    ])
  );
  await jupyter.runCells([0, 1, 2]);
  await jupyter.badge('draw').click();
  await jupyter.card.getByRole('button', { name: 'Measure', exact: true }).click();
  await page.keyboard.press('Escape');
  const result = page.locator(RESULT);
  await expect(result).toContainText('source is an iterator; what is taken from it is gone');
  await expect(result).toHaveAttribute('data-state', 'asking');
  await expect(result.getByRole('button', { name: 'Measure anyway' })).toBeVisible();
  await result.getByRole('button', { name: 'Cancel' }).click();
  await expect(result).toHaveCount(0);
  // Nothing has run: of 100,000 elements only the one of the user's own call is gone.
  await jupyter.runCells([3]);
  await expect(jupyter.cell(3).locator('.jp-OutputArea-output')).toContainText('99999');
});
