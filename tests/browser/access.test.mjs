// The lab without eyes and without a mouse: the accessible tree, the keyboard alone, input methods in
// every field, no violation that axe can find.
// Not what the pictures look like.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { test } from './fixture.mjs';
import { labNames } from './lab.mjs';

async function violations(page) {
  const report = await new AxeBuilder({ page }).analyze();
  return report.violations.map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html).join(' ')}`);
}

// What has the keyboard: role or tag, name, and the key of the mirror.
const focused = page => page.evaluate(() => {
  const e = document.activeElement;
  return {
    tag: e.tagName, name: e.getAttribute('aria-label') ?? e.textContent.trim(), role: e.getAttribute('role'),
    key: e.closest('[data-key]')?.dataset.key ?? '', field: e.classList.contains('field'),
  };
});

// Walks with Tab until something has this key; never more often than the page has places to go.
async function tabTo(lab, key, most = 120) {
  const { page } = lab;
  for (let i = 0; i < most; i += 1) {
    if ((await focused(page)).key === key) return;
    await page.keyboard.press('Tab');
    await lab.frame();
  }
  throw new Error(`Tab never came to ${key}; it is at ${JSON.stringify(await focused(page))}`);
}
const node = (page, key) => page.locator(`[data-key="${key}"]`);

test('axe finds nothing in any lab, with the mirror, in a popup, and in Vietnamese', async ({ lab, page }) => {
  await lab.open('#lab=start&language=en');
  for (const name of labNames) {
    await lab.command({ do: 'open', lab: name });
    await lab.until('the lab opens', async () => (await lab.state()).lab === name);
    await lab.settle();
    assert.deepEqual(await violations(page), [], name);
  }
  await lab.command({ do: 'language', language: 'vi' });
  await lab.command({ do: 'open', lab: 'word2vec' });
  await lab.settle();
  await lab.press('text_size');
  await lab.settle();
  assert.deepEqual(await violations(page), [], 'text size open, in Vietnamese');
});

test('the accessible tree has the labs, the heading, and the controls with roles, names and values',
  async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en');
  await lab.settle();
  assert.equal(await page.getByRole('navigation', { name: 'Labs' }).getByRole('button').count(), labNames.length);
  assert.equal(await node(page, 'lab.word2vec').getAttribute('aria-current'), 'true');
  assert.ok(await page.getByRole('heading', { level: 2 }).first().innerText());
  const slider = page.getByRole('slider').first();
  assert.ok(await slider.getAttribute('aria-label'));
  assert.ok(Number(await slider.getAttribute('max')) > Number(await slider.getAttribute('min')));
  // The program changes: the tree follows.
  const key = 'word2vec.window';
  await lab.command({ do: 'set', field: 'window', value: 3 });
  await lab.until('the slider follows', async () => await node(page, key).inputValue() === '3');
  await lab.command({ do: 'set', field: 'window', value: 9 });
  await lab.until('the slider follows', async () => await node(page, key).inputValue() === '9');
  // The tree is acted on: the program follows.
  await node(page, key).focus();
  await page.keyboard.press('ArrowRight');
  await lab.until('the program follows', async () => (await lab.command({ do: 'get', field: 'window' })).value === '10');
  // Real elements, at the place of what is drawn.
  const r = await lab.rect('train');
  const box = await node(page, 'train').evaluate(e => { const b = e.getBoundingClientRect(); return [b.x, b.y]; });
  assert.ok(Math.abs(box[0] - r.x) < 2 && Math.abs(box[1] - r.y) < 2, `${box} at ${JSON.stringify(r)}`);
});

test('by keyboard alone: open a lab, train, and find queen by an analogy', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en&corpus=toy-en&dim=20&epochs=5&seed=3');
  await lab.settle();
  await lab.command({ do: 'open', lab: 'start' });
  await lab.settle();
  await page.keyboard.press('Tab');
  assert.equal((await focused(page)).key, 'lab.start', 'the list of labs comes first');
  for (let i = 0; i < 2; i += 1) await page.keyboard.press('ArrowDown');
  assert.equal((await focused(page)).key, 'lab.word2vec');
  await page.keyboard.press('Enter');
  await lab.until('the lab opens', async () => (await lab.state()).lab === 'word2vec');
  await lab.settle();
  assert.equal((await focused(page)).key, 'lab.word2vec', 'the keyboard stays where it was');
  await tabTo(lab, 'train');
  // The ring is drawn around it.
  const r = await lab.rect('train');
  assert.ok(r.y > 0);
  await page.keyboard.press('Enter');
  await lab.untilStatus('done', 200);
  await lab.settle();
  assert.match(await page.locator('#live').innerText(), /\d/, 'the result is announced');
  await page.keyboard.press('Shift+Tab');
  for (let i = 0; i < 150 && !(await focused(page)).key.startsWith('lab.'); i += 1) {
    await page.keyboard.press('Shift+Tab');
    await lab.frame();
  }
  while ((await focused(page)).key !== 'lab.analogies') await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await lab.until('the lab opens', async () => (await lab.state()).lab === 'analogies');
  await lab.settle();
  for (const [key, word] of [['analogy.a', 'man'], ['analogy.b', 'king'], ['analogy.c', 'woman']]) {
    await tabTo(lab, key);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(word);
  }
  await lab.until('queen in the tree', async () =>
    /^queen/.test(await node(page, 'analogy.without.0').textContent().catch(() => '')));
  await lab.until('queen is announced', async () => /queen/.test(await page.locator('#live').innerText()));
});

test('popups: the keyboard goes in, Escape closes, and it is back where it was', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en');
  await lab.settle();
  await page.keyboard.press('Tab');
  await tabTo(lab, 'text_size');
  await page.keyboard.press('Enter');
  await lab.waitForRect('text_size.choice.0');
  await lab.until('the keyboard is in the dialog', () => page.evaluate(() => document.activeElement.closest('[role="dialog"]') !== null));
  await page.keyboard.press('Escape');
  await lab.until('the dialog is closed', async () => await page.getByRole('dialog').count() === 0);
  await lab.until('the keyboard is back', async () => (await focused(page)).key === 'text_size');
  await page.keyboard.press('Enter');
  await lab.until('the keyboard is in the dialog', () => page.evaluate(() => document.activeElement.closest('[role="dialog"]') !== null));
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await lab.until('the text is large', async () => (await lab.state()).textSize === 200);
  await lab.settle();
  assert.equal(await page.getByRole('dialog').count(), 0);
});

test('what has the keyboard is ringed and scrolled into view; every place can be reached by Tab',
  async ({ lab, page }) => {
  await lab.open('#lab=glove&language=en');
  await lab.settle();
  const seen = new Set();
  await page.keyboard.press('Tab');
  for (let i = 0; i < 150; i += 1) {
    const { key, tag } = await focused(page);
    if (tag === 'BODY') break;
    seen.add(key);
    await page.keyboard.press('Tab');
    await lab.frame();
  }
  const stops = await page.locator('#fields [data-key]').evaluateAll(all => all
    .filter(e => e.matches('button, input, select, [tabindex="0"]') && e.tabIndex >= 0).map(e => e.dataset.key));
  for (const stop of stops) assert.ok(seen.has(stop), `${stop} was not reached; seen ${[...seen]}`);
  // The last control of the side, far below the edge.
  const side = page.locator('#fields section').nth(2).locator('input[type="range"], button, select');
  const last = side.last();
  const key = await last.getAttribute('data-key');
  await last.focus();
  await lab.until(`${key} is in view`, async () => (await lab.rects()).some(r => r.name === key));
});

test('the numbers behind a chart are a table', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en&corpus=toy-en&dim=20&epochs=3&seed=3');
  await lab.settle();
  await lab.press('train');
  await lab.untilStatus('done', 200);
  await lab.settle();
  const chart = node(page, 'word2vec.loss.plot');
  await lab.until('the chart is told', async () => await chart.count() === 1);
  await chart.locator('button.table').focus();
  await page.keyboard.press('Enter');
  await lab.until('the table is there', async () => await chart.locator('tbody tr').count() > 2);
  assert.ok(await chart.locator('caption').innerText());
  await page.keyboard.press('Enter');
  await lab.until('the table is gone', async () => await chart.locator('table').count() === 0);
});

test('input methods compose in every field of every lab: the word arrives once and whole',
  async ({ lab, page, context }) => {
  await lab.open('#lab=start&language=vi');
  const session = await context.newCDPSession(page);
  let fields = 0;
  for (const name of labNames) {
    await lab.command({ do: 'open', lab: name });
    await lab.until('the lab opens', async () => (await lab.state()).lab === name);
    await lab.settle();
    const names = await page.locator('#fields .field').evaluateAll(all => all.map(e => [e.name, 'numeric' in e.dataset]));
    for (const [field, numeric] of names) {
      const element = page.locator(`#fields .field[name="${field}"]`);
      if (await element.count() !== 1 || field === 'seed') continue;
      await element.focus();
      await element.fill('');
      const before = (await lab.state()).lab;
      const compose = text => session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await compose('vu');
      await compose('vươ');
      // Enter and Escape belong to the input method while it composes.
      await element.dispatchEvent('keydown', { key: 'Enter', code: 'Enter', isComposing: true, bubbles: true, cancelable: true });
      await element.dispatchEvent('keydown', { key: 'Escape', code: 'Escape', isComposing: true, bubbles: true, cancelable: true });
      assert.equal(await element.evaluate(e => document.activeElement === e), true, `${name}: ${field} keeps the keyboard`);
      assert.equal(await element.inputValue(), 'vươ', `${name}: ${field} while composing`);
      await session.send('Input.insertText', { text: 'vương' });
      await lab.settle();
      assert.equal((await lab.state()).lab, before);
      if (await element.count() === 1) {
        assert.equal(await element.inputValue(), 'vương', `${name}: ${field} afterwards`);
      }
      fields += numeric ? 0 : 1;
    }
    await page.locator('#canvas').focus();
  }
  lab.note(`${fields} fields`);
  assert.ok(fields >= 10, `${fields} fields`);
});

test('nothing is told and no frame is drawn while nothing changes', async ({ lab, page }) => {
  await lab.open('#lab=word2vec');
  await page.mouse.move(1, 1);
  await lab.settle();
  await page.evaluate(() => {
    window.changes = 0;
    new MutationObserver(list => { window.changes += list.length; })
      .observe(document.getElementById('fields'), { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await lab.staysStill(1000);
  assert.equal(await page.evaluate(() => window.changes), 0);
});
