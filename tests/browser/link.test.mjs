// Links in the real page: copied, opened, packed with a long text; a teacher's locks; the projector.
import { deflateSync } from 'node:zlib';
import { test } from './fixture.mjs';

const words = (() => {
  let text = '';
  for (let i = 0; i < 1200; i += 1) text += `the king and the queen walk to the palace on day ${i}\n`;
  return text;
})();
const packed = text => deflateSync(Buffer.from(text)).toString('base64url');

function check(what, holds) {
  if (!holds) throw new Error(what);
}
const contextOf = { permissions: ['clipboard-read', 'clipboard-write'] };
const clipboard = page => page.evaluate(() => navigator.clipboard.readText());
// What another test copied in this browser goes.
const emptyClipboard = page => page.evaluate(() => navigator.clipboard.writeText(''));

test('links: a long text is copied in a link that opens with the same text',
  { context: contextOf }, async ({ lab, page, context }) => {
  await lab.open('#lab=word2vec&language=en');
  await lab.command({ do: 'text', text: words });
  await lab.command({ do: 'set', field: 'dim', value: 24 });
  await emptyClipboard(page);
  await lab.press('copy_link');
  const address = await lab.until('the link on the clipboard', async () => {
    const copied = await clipboard(page);
    return copied.includes('#lab=') ? copied : null;
  });
  check(`no packed text in ${address.slice(0, 200)}`, address.includes('&z='));
  check(`too long: ${address.length}`, address.length < words.length / 4);
  const second = await context.newPage();
  await second.goto(address);
  await second.evaluate(() => window.wordspace.ready);
  await second.waitForFunction(() => window.wordspace.state().lab === 'word2vec');
  await second.waitForFunction(() => window.wordspace.state().corpus === 'own');
  const dim = await second.evaluate(() => window.wordspace.command({ do: 'get', field: 'dim' }));
  check(`dim is ${dim.value}`, dim.value === '24');
  // A reload keeps the text: the address follows with it.
  await second.waitForFunction(() => location.hash.includes('z='));
});

test('links: damaged and swollen texts are refused in a sentence, and the lab is open', async ({ lab, page }) => {
  for (const [z, sentence] of [['eJx_broken', 'damaged'], [packed('a'.repeat(20 << 20)), 'larger than 4 MB']]) {
    await page.goto('about:blank');
    await lab.open(`#lab=gpt&language=en&seed=7&z=${z}`);
    await lab.until(sentence, async () => ((await lab.state()).lastError ?? '').includes(sentence));
    check('the rest is not open', (await lab.state()).lab === 'gpt' && (await lab.state()).run.seed === 7);
  }
});

test('links: a lock holds against buttons and commands, and the page without it is free', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&preset=demo&seed=5&language=en&hide=rail&lock=1&labs=text');
  check('not locked', (await lab.state()).locked === true);
  check('the rail is there', !(await lab.rects()).some(r => r.name === 'lab.text'));
  check('a preset can be pressed', (await lab.waitForRect('word2vec.preset.1')).enabled === false);
  check('training cannot be pressed', (await lab.waitForRect('train')).enabled);
  for (const request of [{ do: 'set', field: 'seed', value: 6 }, { do: 'preset', preset: 'long' },
    { do: 'text', text: words }]) {
    const refused = await lab.refusal(request);
    check(`${request.do} is not refused`, refused?.includes('locks the settings'));
  }
  check('another lab opens', (await lab.refusal({ do: 'open', lab: 'bert' }))?.includes('closed'));
  check('a listed lab does not open', await lab.refusal({ do: 'open', lab: 'text' }) === null);
  await lab.press('link.locked');
  await lab.press('link.leave');
  await lab.until('the lock is off', async () => !(await lab.state()).locked);
  check('still refused', await lab.refusal({ do: 'set', field: 'seed', value: 6 }) === null);
  await lab.until('the address is free', async () => !(await page.evaluate(() => location.hash)).includes('lock'));
});

test('links: a teacher makes a link for a class and the class sees what it leaves',
  { context: contextOf }, async ({ lab, page, context }) => {
  await lab.open('#lab=word2vec&language=en');
  await lab.press('class_link');
  await lab.press('class_link.hide.controls');
  await lab.press('class_link.lock');
  await emptyClipboard(page);
  await lab.press('class_link.copy');
  const address = await lab.until('the link', async () => {
    const copied = await clipboard(page);
    return copied.includes('lock=1') ? copied : null;
  });
  check('nothing hidden in it', address.includes('hide=controls'));
  const second = await context.newPage();
  await second.goto(address);
  await second.evaluate(() => window.wordspace.ready);
  await second.waitForFunction(() => window.wordspace.rects().some(r => r.name === 'train'));
  const names = await second.evaluate(() => window.wordspace.rects().map(r => r.name));
  check('controls are there', !names.includes('word2vec.preset.0'));
  check('no sign of the lock', names.includes('link.locked'));
  check('the teacher is locked out', (await lab.state()).locked === false);
});

test('links: the projector by its key and by its link', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en');
  const before = await lab.state();
  await page.locator('#canvas').focus();
  await page.keyboard.press('Alt+p');
  await lab.until('the projector', async () => (await lab.state()).projector);
  const state = await lab.state();
  check('text is small', state.textSize === 150 && state.theme === 'light');
  await lab.until('the address says so', async () => (await page.evaluate(() => location.hash)).includes('projector=1'));
  await page.reload();
  await lab.ready();
  check('a reload forgot it', (await lab.state()).projector === true);
  await lab.waitForRect('train');
  check('the rail is there', !(await lab.rects()).some(r => r.name === 'lab.text'));
  await lab.press('text_size');
  await lab.press('projector');
  await lab.until('as before', async () => {
    const now = await lab.state();
    return !now.projector && now.textSize === before.textSize;
  });
  await lab.waitForRect('lab.text');
});
