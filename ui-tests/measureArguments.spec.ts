import type { Locator } from '@playwright/test';
import { expect, test, type Jupyter } from './jupyter';
import { IMPORT, notebook, SCALE } from './notebooks';

const RESULT = '.jp-HybridizeCellResult .jp-HybridizeResult';

/** Measuring takes about six seconds; a shared machine may be slow. In milliseconds. */
const MEASURING = 90_000;

const CALLS = ['a = tf.ones((4, 4))\nb = scale(a, a)', 'c = scale(b, a)'];

function setup(jupyter: Jupyter): Locator {
  return jupyter.card.locator('.jp-HybridizeSetup');
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
  // The name is bound anew behind the analysis's back: what it called safe is another function then.
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
        'setattr(tf, "tanh", Tanh())'
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
