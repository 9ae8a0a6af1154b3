// Whether the lab does what each lesson sheet tells the teacher to expect, opened by the sheet's own link but for its
// seed, with the acts and checks of web/lessons: what a sheet says must not hang on the one seed that it prints.
// Not how a check is read (lesson_checks.mjs), nor the sheets as pages (lesson_pages.test.mjs).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, test } from './fixture.mjs';
import { coloursOf, labNames } from './lab.mjs';
import { act, verify } from './lesson_checks.mjs';

const kLanguages = ['en', 'vi'];
const kSeeds = { en: 11, vi: 12 };  // no sheet prints these
const sheets = labNames.map(name => JSON.parse(readFileSync(join(root, 'web', 'lessons', `${name}.json`), 'utf8')));

const byLanguage = part => part && !Array.isArray(part) && Object.keys(part).every(key => kLanguages.includes(key));
const of = (part, language) => byLanguage(part) && Object.keys(part).length > 0 ? part[language] : part;
// English, and Vietnamese where another link, act or check stands there.
function languagesOf(sheet) {
  const parts = [sheet.link, ...sheet.steps.flatMap(step => [step.acts, step.checks])];
  return parts.some(part => byLanguage(part) && Object.keys(part).length > 0) ? kLanguages : ['en'];
}

// The sheet's address with another seed.
function reseeded(address, seed) {
  assert.doesNotMatch(address, new RegExp(`[#&]seed=${seed}(&|$)`));
  return address.replace(/([#&]seed=)\d+/, `$1${seed}`);
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
      // A seed that is not the address's but the lab's own, once what is printed of it has been read.
      for (const field of i === 0 ? sheet.seeds ?? [] : []) await act(lab, { set: { [field]: kSeeds[language] } });
    } catch (problem) {
      throw new Error(`step ${i + 1}: ${problem.message}`);
    }
  }
}

for (const sheet of sheets) {
  for (const language of languagesOf(sheet)) {
    test(`Lesson sheet ${sheet.lab} (${language}): what it expects holds in the lab`, async ({ lab, page }) => {
      await page.goto(`${lab.url}lessons/${sheet.lab}.${language}.html`);
      const link = page.locator('.facts a');
      const address = await link.evaluate(anchor => anchor.href);
      const fields = Object.entries(of(sheet.link, language) ?? {});
      for (const [field, value] of fields) assert.match(address, new RegExp(`[#&]${field}=${value}(&|$)`));
      await link.evaluate((anchor, other) => { anchor.href = other; }, reseeded(address, kSeeds[language]));
      await link.click();
      await page.waitForFunction(() => window.wordspace);
      await lab.ready();
      if (/[#&]seed=/.test(address)) assert.match(page.url(), new RegExp(`[#&]seed=${kSeeds[language]}(&|$)`));
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
