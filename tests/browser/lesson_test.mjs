// The lesson sheets: their pages in both languages, and whether the lab does what each sheet tells the teacher to
// expect, opened by the sheet's own link, with the acts and checks of web/lessons.
// Not how a check is read (lesson_checks.mjs).
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { root, test } from './fixture.mjs';
import { coloursOf } from './lab.mjs';
import { act, verify } from './lesson_checks.mjs';

const folder = join(root, 'web', 'lessons');
const kLanguages = ['en', 'vi'];
const kMostPages = 3;  // of A4: two for the class, one for the teacher

const order = /^set\(labs ([a-z0-9 ]+)\)/m.exec(readFileSync(join(root, 'src/labs/CMakeLists.txt'), 'utf8'))[1].split(' ');
const sheets = readdirSync(folder).filter(name => name.endsWith('.json') && name !== 'words.json')
  .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  .sort((a, b) => order.indexOf(a.lab) - order.indexOf(b.lab));

const byLanguage = part => part && !Array.isArray(part) && Object.keys(part).every(key => kLanguages.includes(key));
const of = (part, language) => byLanguage(part) && Object.keys(part).length > 0 ? part[language] : part;
// English, and Vietnamese where another link, act or check stands there.
function languagesOf(sheet) {
  const parts = [sheet.link, ...sheet.steps.flatMap(step => [step.acts, step.checks])];
  return parts.some(part => byLanguage(part) && Object.keys(part).length > 0) ? kLanguages : ['en'];
}

async function follow(lab, sheet, language) {
  const named = new Map();
  for (const [i, step] of sheet.steps.entries()) {
    try {
      for (const one of of(step.acts, language) ?? []) await act(lab, one);
      await lab.page.mouse.move(1, 1);
      // What was set shows in the next frames.
      const before = (await lab.state()).frames;
      await lab.until('some frames', async () => {
        const now = await lab.state();
        return !now.busy || now.frames > before + 3;
      });
      for (const check of of(step.checks, language)) {
        for (const one of check.before ?? []) await act(lab, one);
        await verify(lab, check, named);
      }
    } catch (problem) {
      throw new Error(`step ${i + 1}: ${problem.message}`);
    }
  }
}

test('Lesson sheets stand in both languages, without scripts, on at most three printed pages',
  async ({ lab, page }) => {
  assert.deepEqual(sheets.map(sheet => sheet.lab), order, 'a sheet for every lab');
  let most = 0;
  for (const language of kLanguages) {
    for (const name of ['index', ...order]) {
      await page.goto(`${lab.url}lessons/${name}.${language}.html`);
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      assert.equal(await page.locator('script, [style], [onclick]').count(), 0, `${name}.${language}`);
      const report = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(report.violations.map(v => `${name}.${language}: ${v.id}: ${v.help}`), []);
      if (name === 'index') {
        assert.equal(await page.locator('.sheets li').count(), order.length);
        continue;
      }
      const bytes = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      const pages = bytes.match(/\/Type\s*\/Page[^s]/g).length;
      most = Math.max(most, pages);
      assert.ok(pages >= 2 && pages <= kMostPages, `${name}.${language} has ${pages} pages`);
      await page.locator('#with-teacher').uncheck();
      const without = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      assert.ok(without.match(/\/Type\s*\/Page[^s]/g).length < pages, 'the page for the teacher can be left out');
    }
  }
  lab.note(`at most ${most} pages`);
});

for (const sheet of sheets) {
  for (const language of languagesOf(sheet)) {
    test(`Lesson sheet ${sheet.lab} (${language}): what it expects holds in the lab`, async ({ lab, page }) => {
      await page.goto(`${lab.url}lessons/${sheet.lab}.${language}.html`);
      await page.locator('.facts a').click();
      await page.waitForFunction(() => window.wordspace);
      await lab.ready();
      const fields = Object.entries(of(sheet.link, language) ?? {});
      for (const [field, value] of fields) assert.match(page.url(), new RegExp(`[#&]${field}=${value}(&|$)`));
      await lab.settle();
      const state = await lab.state();
      assert.equal(state.lab, sheet.lab);
      assert.equal(state.language, language);
      assert.equal(state.lastError, null);
      await follow(lab, sheet, language);
      await page.mouse.move(1, 1);
      await lab.settle();
      assert.ok(coloursOf(await lab.picture()) > 50, 'the lab is drawn');
      assert.equal((await lab.state()).lastError, null);
    });
  }
}
