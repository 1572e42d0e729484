import { expect, test } from './jupyter';
import { IMPORT, notebook, SCALE, simple } from './notebooks';

test('a function is decorated with a preview, and one Ctrl-Z takes it back', async ({
  jupyter,
  page
}) => {
  await jupyter.openNew('decorate.ipynb', simple);
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Decorate' }).click();
  await expect(jupyter.card.locator('[data-kind="added"]')).toContainText('@tf.function');
  expect(await jupyter.source(1)).toBe(SCALE);
  await jupyter.card.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(() => jupyter.source(1)).toBe(`@tf.function\n${SCALE}`);
  await expect(jupyter.badge('scale')).toHaveAttribute('data-kind', 'graph');
  await expect(page.getByText('The kernel still holds the old function')).toBeVisible();

  await jupyter.cell(1).locator('.cm-line').first().click();
  await page.keyboard.press('Control+z');
  await expect.poll(() => jupyter.source(1)).toBe(SCALE);
  await expect(jupyter.badge('scale')).toHaveAttribute('data-kind', /^hybridize/);
  expect(jupyter.executeRequests).toEqual([]);
});

test('an import that is missing goes into the same cell and is undone with it', async ({
  jupyter,
  page
}) => {
  const source = 'def twice(x):\n    for _ in range(10):\n        x = tanh(x) * 2.0\n    return x';
  await jupyter.openNew(
    'import.ipynb',
    notebook(['from tensorflow import ones, tanh', source, 'y = twice(ones((3, 3)))'])
  );
  await jupyter.badge('twice').click();
  await jupyter.card.getByRole('button', { name: 'Decorate' }).click();
  await jupyter.card.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(() => jupyter.source(1)).toContain('import tensorflow as tf');
  expect(await jupyter.source(1)).toContain('@tf.function\ndef twice');
  await jupyter.cell(1).locator('.cm-line').first().click();
  await page.keyboard.press('Control+z');
  await expect.poll(() => jupyter.source(1)).toBe(source);
});

test('typing before and after stays apart from the change', async ({ jupyter, page }) => {
  await jupyter.openNew('typing.ipynb', simple);
  await expect(jupyter.badge('scale')).toBeVisible();
  await jupyter.putCursor(1, 3);
  await page.keyboard.type('  # one');
  await expect(jupyter.badge('scale')).toBeVisible();
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Decorate' }).click();
  await jupyter.card.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(() => jupyter.source(1)).toBe(`@tf.function\n${SCALE}  # one`);
  await jupyter.putCursor(1, 4);
  await page.keyboard.type(' two');
  await page.keyboard.press('Control+z');
  await expect.poll(() => jupyter.source(1)).toBe(`@tf.function\n${SCALE}  # one`);
  await page.keyboard.press('Control+z');
  await expect.poll(() => jupyter.source(1)).toBe(`${SCALE}  # one`);
});

test('the notification undoes the change', async ({ jupyter, page }) => {
  await jupyter.openNew('undo.ipynb', simple);
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Decorate' }).click();
  await jupyter.card.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(() => jupyter.source(1)).toContain('@tf.function');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(() => jupyter.source(1)).toBe(SCALE);
});

test('a decorator that should not be there is removed', async ({ jupyter }) => {
  const body = 'def epochs_for(budget):\n    return budget // 2';
  await jupyter.openNew(
    'remove.ipynb',
    notebook([IMPORT, `@tf.function\n${body}`, 'for _ in range(epochs_for(6)):\n    pass'])
  );
  await expect(jupyter.badge('epochs_for')).toHaveAttribute('data-kind', 'remove');
  await jupyter.badge('epochs_for').click();
  await jupyter.card.getByRole('button', { name: 'Remove the decorator' }).click();
  await expect(jupyter.card.locator('[data-kind="removed"]')).toContainText('@tf.function');
  await jupyter.card.getByRole('button', { name: 'Apply' }).click();
  await expect.poll(() => jupyter.source(1)).toBe(body);
});

test('a cell that may not be edited stays as it is', async ({ jupyter, page }) => {
  const locked = {
    ...simple,
    cells: simple.cells.map(cell => ({ ...cell, metadata: { editable: false } }))
  };
  await jupyter.openNew('locked.ipynb', locked);
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Decorate' }).click();
  await jupyter.card.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('The cell may not be edited')).toBeVisible();
  expect(await jupyter.source(1)).toBe(SCALE);
});

test('a read-only notebook has badges and stays as it is', async ({ jupyter, page }) => {
  // The tests may run as root, to whom every file is writable: the server's word is changed instead.
  await page.route('**/api/contents/readonly.ipynb?*', async route => {
    const response = await route.fetch();
    const model: unknown = await response.json();
    await route.fulfill({ response, json: { ...(model as object), writable: false } });
  });
  await jupyter.openNew('readonly.ipynb', simple);
  await jupyter.badge('scale').click();
  await jupyter.card.getByRole('button', { name: 'Decorate' }).click();
  await jupyter.card.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('The notebook is read-only')).toBeVisible();
  expect(await jupyter.source(1)).toBe(SCALE);
});
