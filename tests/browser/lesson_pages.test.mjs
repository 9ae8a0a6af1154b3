// The lesson sheets as pages: both languages, on paper, without scripts, and one for every lab.
// Not whether the lab does what they say (lesson_sheets.test.mjs).
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { test } from './fixture.mjs';
import { labNames } from './lab.mjs';

const kMostPages = 3;  // of A4: two for the class, one for the teacher

async function numPages(page) {
  const bytes = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  return bytes.match(/\/Type\s*\/Page[^s]/g).length;
}

for (const language of ['en', 'vi']) {
  test(`Lesson sheets (${language}) stand without scripts, on at most three printed pages`, async ({ lab, page }) => {
    let most = 0;
    for (const name of ['index', ...labNames]) {
      await page.goto(`${lab.url}lessons/${name}.${language}.html`);
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      assert.equal(await page.locator('script, [style], [onclick]').count(), 0, name);
      const report = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(report.violations.map(v => `${name}: ${v.id}: ${v.help}`), []);
      if (name === 'index') {
        assert.equal(await page.locator('.sheets li').count(), labNames.length);
        continue;
      }
      const pages = await numPages(page);
      most = Math.max(most, pages);
      assert.ok(pages >= 2 && pages <= kMostPages, `${name} has ${pages} pages`);
      await page.locator('#with-teacher').uncheck();
      assert.ok(await numPages(page) < pages, 'the page for the teacher can be left out');
    }
    lab.note(`at most ${most} pages`);
  });
}

test('every lab has a lesson sheet', async ({ lab, page }) => {
  await lab.open('#lab=start');
  await lab.settle();
  const keys = await page.locator('[data-key^="lab."]').evaluateAll(all => all.map(e => e.dataset.key.slice('lab.'.length)));
  assert.deepEqual(keys.sort(), [...labNames].sort());
});
