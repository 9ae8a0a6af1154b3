// The page around the labs: loading, variants, scripting, text fields, widths, what it must never do.
// Not what the labs teach (lab.test.mjs).
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { test } from './fixture.mjs';
import { difference } from './lab.mjs';

// Pixels of a phone on which nothing important may be off screen.
const kNarrow = { width: 360, height: 740 };

test('the page is ready with threads where it is isolated', async ({ lab }) => {
  const facts = await lab.open();
  assert.equal(facts.crossOriginIsolated, true);
  assert.ok(facts.variant.simd && facts.variant.relaxed, 'relaxed SIMD is chosen');
  assert.ok(facts.variant.threads >= 1);
  assert.match(facts.version, /^\d+\.\d+\.\d+$/);
  const state = await lab.state();
  assert.equal(state.variant, 'relaxed');
  assert.equal(state.lab, 'start');
  assert.ok(state.frames > 0);
});

test('the variant with threads and plain SIMD can be forced', async ({ lab }) => {
  const facts = await lab.open('?variant=threads');
  assert.equal(facts.variant.relaxed, false);
  assert.equal((await lab.state()).variant, 'threads');
});

test('without isolation headers the page runs on one thread', { isolated: false }, async ({ lab }) => {
  const facts = await lab.open();
  assert.equal(facts.crossOriginIsolated, false);
  assert.deepEqual(facts.variant, { simd: true, relaxed: false, threads: 1 });
  assert.equal((await lab.state()).variant, 'simd');
});

test('a variant that cannot run here is refused in a sentence', { isolated: false }, async ({ lab, page }) => {
  await assert.rejects(lab.open('?variant=relaxed'), /isolation headers/);
  assert.match(await page.locator('#problem').innerText(), /isolation headers/);
});

test('a browser without SIMD is told so', async ({ lab, page }) => {
  await page.addInitScript(() => { WebAssembly.validate = () => false; });
  await assert.rejects(lab.open(), /lacks WebAssembly SIMD/);
  assert.match(await page.locator('#problem').innerText(), /current Chrome, Edge, Firefox or Safari/);
});

test('a browser without WebGL 2 is told so, in Vietnamese to a Vietnamese reader',
  { context: { locale: 'vi-VN' } }, async ({ lab, page }) => {
  await page.addInitScript(() => { HTMLCanvasElement.prototype.getContext = () => null; });
  await assert.rejects(lab.open(), /WebGL 2/);
  assert.match(await page.locator('#problem').innerText(), /Trình duyệt này không vẽ được/);
  assert.equal(await page.locator('html').getAttribute('lang'), 'vi');
});

test('a program that is not there is a sentence, not a blank page', { noisy: true }, async ({ lab, page }) => {
  await page.route('**/*.wasm', route => route.fulfill({ status: 404, body: '' }));
  await assert.rejects(lab.open(), /could not be started/);
  assert.match(await page.locator('#problem').innerText(), /load the page again/);
});

test('little is sent before the first lab is usable', async ({ lab, server }) => {
  await lab.open();
  const bytes = [...server.sent].filter(([path]) => !/^\/corpora\/.*\.txt$/.test(path))
    .reduce((sum, [, size]) => sum + size, 0);
  lab.note(`${(bytes / 1e6).toFixed(2)} MB sent`);
  assert.equal([...server.sent.keys()].filter(path => /^\/corpora\/.*\.txt$/.test(path)).length, 0,
    'no corpus is fetched before it is needed');
  assert.ok(bytes < 1.5e6, `${bytes} bytes`);
});

test('commands given before the program is there wait for it', async ({ lab, page }) => {
  await page.goto(lab.url, { waitUntil: 'commit' });
  await page.waitForFunction(() => window.wordspace);
  const before = await lab.state();
  assert.equal(before.run.status, 'idle');
  assert.deepEqual(await lab.command({ do: 'open', lab: 'word2vec' }), { lab: 'word2vec' });
  await lab.until('the lab opens', async () => (await lab.state()).lab === 'word2vec');
});

test('commands that nobody knows are refused in sentences', async ({ lab }) => {
  await lab.open();
  assert.match(await lab.refusal({ do: 'dance' }), /no command called “dance”/);
  assert.match(await lab.refusal('train'), /object with a field [“"]do[”"]/);
  assert.match(await lab.refusal({ do: 'open', lab: 'kitchen' }), /no lab called/);
  assert.match(await lab.refusal({ do: 'analogy', words: ['man', 'king', 'woman'] }), /no word vectors yet/);
  assert.ok(await lab.refusal({ do: 'set', field: 'dim', value: 'blue' }));
  assert.ok(await lab.refusal({ do: 'set', field: 'colour', value: 1 }));
  assert.match(await lab.refusal({ do: 'language', language: 'de' }), /en and vi/);
});

test('a link brings back lab, preset, seed, language and text, and follows what one does', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&preset=standard&seed=7&language=vi');
  let state = await lab.state();
  assert.equal(state.language, 'vi');
  assert.equal(state.preset, 'standard');
  assert.equal(state.run.seed, 7);
  await lab.until('the lab opens', async () => (await lab.state()).lab === 'word2vec');
  await lab.command({ do: 'preset', preset: 'demo' });
  await lab.command({ do: 'open', lab: 'analogies' });
  await lab.until('the address follows',
    async () => /lab=analogies/.test(page.url()) && /preset=demo/.test(page.url()) && /seed=7/.test(page.url()));
  await lab.command({ do: 'text', text: 'Vua và hoàng hậu đi dạo. '.repeat(20) });
  await lab.until('the text is in the address', async () => /text=Vua/.test(page.url()));
  const address = new URL(page.url()).hash;
  await page.goto('about:blank');
  await lab.open(address);
  state = await lab.state();
  assert.equal(state.corpus, 'own');
  assert.equal(state.run.seed, 7);
  await lab.until('the lab opens', async () => (await lab.state()).lab === 'analogies');
  await page.evaluate(() => { location.hash = '#lab=text'; });
  await lab.until('a changed address is followed', async () => (await lab.state()).lab === 'text');
});

test('the language changes every word, live', async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=en');
  await lab.settle();
  const english = await lab.picture();
  const title = await page.title();
  await lab.press('language.vi');
  assert.equal((await lab.state()).language, 'vi');
  assert.equal(await page.locator('html').getAttribute('lang'), 'vi');
  assert.notEqual(await page.title(), title);
  await page.mouse.move(1, 1);
  await lab.settle();
  assert.ok(difference(english, await lab.picture()) > 0.005, 'the picture changed');
  await lab.press('language.en');
  await page.mouse.move(1, 1);
  await lab.settle();
  assert.ok(difference(english, await lab.picture()) < 0.005, 'and changed back');
});

test('theme and text size are kept for the next visit', async ({ lab, page }) => {
  await lab.open('#lab=word2vec');
  const before = (await lab.state()).theme;
  await lab.press('theme');
  const after = (await lab.state()).theme;
  assert.notEqual(before, after);
  const train = await lab.rect('train');
  await lab.press('text_size');
  await lab.press('text_size.choice.2');
  assert.equal((await lab.state()).textSize, 150);
  await lab.until('the button grew', async () => (await lab.waitForRect('train')).height > train.height * 1.3);
  await page.reload();
  await lab.ready();
  assert.equal((await lab.state()).theme, after);
  assert.equal((await lab.state()).textSize, 150);
});

test('nothing moves: no frames are drawn', async ({ lab, page }) => {
  for (const name of ['start', 'text', 'word2vec', 'analogies']) {
    if (name === 'start') await lab.open();
    else await lab.command({ do: 'open', lab: name });
    await lab.settle();
    await lab.staysStill(700);
  }
  const before = (await lab.state()).frames;
  await page.mouse.move(300, 300);
  await lab.until('the pointer wakes it', async () => (await lab.state()).frames > before);
});

test('text fields are inputs of the page, and wait for an input method to finish',
  { context: { viewport: { width: 1440, height: 1000 } } }, async ({ lab, page, context }) => {
  await lab.open('#lab=word2vec');
  await lab.settle();
  const r = await lab.rect('word2vec.word');
  await page.mouse.click(r.x + r.width / 2, r.y + r.height / 2);
  const field = page.locator('input[name="word2vec.word"]');
  assert.ok(await field.evaluate(e => e === document.activeElement), 'a press gives it the keyboard');
  assert.ok(await field.getAttribute('aria-label'), 'it has a name for screen readers');
  const value = async () => (await lab.command({ do: 'get', field: 'word2vec.word' })).value;
  await field.fill('');
  await lab.until('the program sees it', async () => (await value()) === '');
  const session = await context.newCDPSession(page);
  await session.send('Input.imeSetComposition', { text: 'vuo', selectionStart: 3, selectionEnd: 3 });
  await lab.settle();
  assert.equal(await field.inputValue(), 'vuo');
  assert.equal(await value(), '', 'an unfinished word is not taken');
  await session.send('Input.insertText', { text: 'vương' });
  await lab.until('the finished word is taken', async () => (await value()) === 'vương');
  await page.keyboard.type(' quốc');
  await lab.until('typing is taken', async () => (await value()) === 'vương quốc');
});

test('fields of a lab that is left are gone, and Tab walks the others in order', async ({ lab, page }) => {
  await lab.open('#lab=analogies');
  await lab.settle();
  const names = () => page.locator('#fields .field').evaluateAll(all => all.map(e => e.name));
  const order = await names();
  assert.ok(order.length >= 3, `fields: ${order}`);
  const places = await page.locator('#fields .field').evaluateAll(all => all.map(e => {
    const box = e.getBoundingClientRect();
    return [box.top, box.left];
  }));
  for (let i = 1; i < places.length; i += 1) {
    const [top, left] = places[i - 1];
    assert.ok(places[i][0] > top - 9 && (places[i][0] > top + 8 || places[i][1] >= left), `order ${order}`);
  }
  await page.locator('#canvas').focus();
  for (let tabs = 0; tabs < 40; tabs += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement.classList.contains('field'))) break;
  }
  assert.equal(await page.evaluate(() => document.activeElement.name), order[0]);
  await lab.command({ do: 'open', lab: 'start' });
  await lab.settle();
  assert.equal((await names()).filter(name => order.includes(name)).length, 0);
});

test('a lost drawing context comes back', { noisy: true }, async ({ lab, page }) => {
  await lab.open('#lab=word2vec');
  await page.mouse.move(1, 1);
  await lab.settle();
  const before = await lab.picture();
  await page.evaluate(() => new Promise(lost => {
    const canvas = document.getElementById('canvas');
    canvas.addEventListener('webglcontextlost', () => lost(), { once: true });
    window.loss = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
    window.loss.loseContext();
  }));
  await lab.frame();
  assert.equal((await lab.state()).lab, 'word2vec', 'the program goes on');
  await page.evaluate(() => window.loss.restoreContext());
  await lab.waitForRect('message.0.dismiss');  // one sentence says what happened
  await lab.press('message.0.dismiss');
  await page.mouse.move(1, 1);
  await lab.settle();
  assert.ok(difference(before, await lab.picture()) < 0.002, 'the picture is back');
});

test('on a narrow phone nothing important is off screen',
  { context: { viewport: kNarrow, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } }, async ({ lab, page }) => {
  await lab.open('#lab=word2vec&language=vi');
  await lab.settle();
  for (const name of ['train', 'step', 'reset', 'progress', 'menu', 'language.en', 'language.vi', 'theme',
    'text_size', 'transport.more']) {
    const r = await lab.rect(name);
    assert.ok(r.x >= 0 && r.x + r.width <= kNarrow.width + 0.5 && r.y >= 0 && r.y + r.height <= kNarrow.height + 0.5,
      `${name} at ${JSON.stringify(r)}`);
    assert.ok(r.height >= 24 || name === 'progress', `${name} is large enough for a finger`);
  }
  for (const r of await lab.rects()) {
    assert.ok(r.x >= -0.5 && r.x + r.width <= kNarrow.width + 0.5, `${r.name} at ${JSON.stringify(r)}`);
  }
  const menu = await lab.rect('menu');
  await page.touchscreen.tap(menu.x + menu.width / 2, menu.y + menu.height / 2);
  const text = await lab.waitForRect('lab.text');
  await lab.settle();
  await page.touchscreen.tap(text.x + text.width / 2, text.y + text.height / 2);
  await lab.until('the lab opens', async () => (await lab.state()).lab === 'text');
});

test('a finger scrolls, and two fingers zoom',
  { context: { viewport: kNarrow, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } }, async ({ lab, page, context }) => {
  await lab.open('#lab=start&language=en');
  await lab.settle();
  const before = await lab.picture();
  const session = await context.newCDPSession(page);
  const touch = (type, ...points) => session.send('Input.dispatchTouchEvent', {
    type, touchPoints: points.map(([x, y], id) => ({ x, y, id })),
  });
  await touch('touchStart', [180, 500]);
  for (let y = 490; y >= 200; y -= 30) {
    await touch('touchMove', [180, y]);
    await lab.frame();
  }
  await touch('touchEnd');
  await lab.settle();
  assert.ok(difference(before, await lab.picture()) > 0.02, 'the page moved');
  await touch('touchStart', [120, 300], [240, 300]);
  await touch('touchMove', [90, 300], [270, 300]);
  await touch('touchEnd');
  assert.equal((await lab.state()).lastError, null);
});

test('the page has no accessibility violation that axe can find', async ({ lab, page }) => {
  await lab.open('#lab=analogies');
  await lab.settle();
  const report = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(report.violations.map(v => `${v.id}: ${v.help}`), []);
});
