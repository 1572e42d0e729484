import axe from 'axe-core';
import { expect, test } from './jupyter';
import { CALLS, IMPORT, notebook, SCALE, SHOW, simple } from './notebooks';

const acrossCells = notebook([
  IMPORT,
  'def tell(x):\n    print(x)\n    return x',
  'def quiet(x):\n    return tell(tf.tanh(x))',
  'd = quiet(tf.ones(3))'
]);

test('a card opens by mouse, says why, and jumps to the cause in another cell', async ({
  jupyter,
  page
}) => {
  await jupyter.openNew('jump.ipynb', acrossCells);
  await jupyter.badge('quiet').click();
  await expect(jupyter.card).toBeVisible();
  await expect(jupyter.card).toContainText('Python side effects');
  await jupyter.card
    .getByRole('button', { name: /print\(x\)/ })
    .first()
    .click();
  await expect(jupyter.card).toHaveCount(0);
  await expect(jupyter.cell(1)).toHaveClass(/jp-mod-active/);
  await expect(jupyter.cell(1).locator('.cm-activeLine, .cm-line').nth(1)).toContainText(
    'print(x)'
  );
  await page.keyboard.type('#');
  expect(await jupyter.source(1)).toContain('    #print(x)');
});

test('a card opens by keyboard, keeps the focus, and gives it back', async ({ jupyter, page }) => {
  await jupyter.openNew('keyboard.ipynb', simple);
  await expect(jupyter.badge('scale')).toBeVisible();
  await jupyter.cell(0).locator('.cm-content').click();
  await page.keyboard.press('Alt+Shift+J');
  await expect(jupyter.badge('scale')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(jupyter.card).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(jupyter.card.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(jupyter.card.getByRole('button').last()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(jupyter.card).toHaveCount(0);
  await expect(jupyter.badge('scale')).toBeFocused();
  expect(await jupyter.source(1)).toBe(SCALE);
});

test('the command shows the card of the function at the cursor', async ({ jupyter, page }) => {
  await jupyter.openNew('command.ipynb', notebook([IMPORT, `${SCALE}\n\n${SHOW}`, CALLS]));
  await expect(jupyter.badges).toHaveCount(2);
  await jupyter.putCursor(1, 7);
  await page.keyboard.press('Alt+Shift+H');
  await expect(jupyter.card).toContainText('show');
  await page.keyboard.press('Escape');
  expect(await jupyter.source(1)).toBe(`${SCALE}\n\n${SHOW}`);
});

test('the card names the types of the parameters', async ({ jupyter }) => {
  await jupyter.openNew('types.ipynb', simple);
  await jupyter.badge('scale').click();
  await expect(jupyter.card).toContainText('float32 (4, 4)');
});

for (const theme of ['JupyterLab Light', 'JupyterLab Dark', 'JupyterLab Dark High Contrast']) {
  test(`badges and card are accessible in ${theme}`, async ({ jupyter, page }) => {
    await jupyter.openNew('accessible.ipynb', simple);
    await jupyter.setTheme(theme);
    await jupyter.badge('scale').click();
    await expect(jupyter.card).toBeVisible();
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const checker = Reflect.get(window, 'axe') as typeof axe;
      const results = await checker.run({
        include: [['.jp-HybridizeCard'], ['.jp-HybridizeBadge']]
      });
      return results.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`
      );
    });
    expect(violations).toEqual([]);
  });
}
