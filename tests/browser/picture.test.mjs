// Pictures, data and paper: real save buttons pressed, what they save opened again; the tour in the page.
// Not what an SVG holds in detail (tests/ui/picture_test.cpp).
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { test } from './fixture.mjs';
import { coloursOf } from './lab.mjs';

const kText = Array.from({ length: 400 }, (_, i) => `the king ${i % 7} and the queen ${i % 3} walk to the river ${i % 11} of the city`)
  .join('\n');

const kFewWords = 'the king and the queen walk to the palace\nthe cat sat on the mat by the sea\n'.repeat(20);

async function bytesOf(download) {
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// Presses a chart's save button and one of its choices.
async function save(lab, chart, kind) {
  await lab.press(`${chart}.save`);
  const [download] = await Promise.all([lab.page.waitForEvent('download'), lab.press(`${chart}.save.${kind}`)]);
  return { name: download.suggestedFilename(), bytes: await bytesOf(download) };
}

// The SVG as the browser shows it, in a page of its own.
async function drawn(context, svg, width, height) {
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  await page.setContent('<body style="margin:0"><img style="display:block"></body>');
  await page.evaluate(source => {
    const image = document.querySelector('img');
    image.src = 'data:image/svg+xml;base64,' + source;
    return image.decode();
  }, svg.toString('base64'));
  const png = PNG.sync.read(await page.screenshot());
  await page.close();
  return png;
}

// Darkness against the top left pixel, in squares of 8 pixels.
function squares(png, left, top, width, height) {
  const at = (x, y) => png.data.subarray(4 * (y * png.width + x), 4 * (y * png.width + x) + 3);
  const ground = at(left, top);
  const list = [];
  for (let y = top; y + 8 <= top + height; y += 8) {
    for (let x = left; x + 8 <= left + width; x += 8) {
      let sum = 0;
      for (let dy = 0; dy < 8; dy += 1) {
        for (let dx = 0; dx < 8; dx += 1) {
          const p = at(x + dx, y + dy);
          sum += Math.abs(p[0] - ground[0]) + Math.abs(p[1] - ground[1]) + Math.abs(p[2] - ground[2]);
        }
      }
      list.push(sum / 192);
    }
  }
  return list;
}

// How alike two pictures are in their squares: 1 the same.
function likeness(a, b) {
  const mean = list => list.reduce((sum, v) => sum + v, 0) / list.length;
  const ma = mean(a);
  const mb = mean(b);
  let ab = 0;
  let aa = 0;
  let bb = 0;
  a.forEach((v, i) => {
    ab += (v - ma) * (b[i] - mb);
    aa += (v - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}

const kMargin = 12;  // of a saved picture around its chart

// The chart without pointer, as a screenshot shows it.
async function shown(lab, chart) {
  await lab.page.mouse.move(1, 1);
  await lab.settle();
  const r = await lab.rect(chart);
  const clip = { x: Math.round(r.x), y: Math.round(r.y), width: Math.floor(r.width), height: Math.floor(r.height) };
  return PNG.sync.read(await lab.page.screenshot({ clip }));
}

// Of the SVG's marks (what is drawn last at a place, without transparency), those with their colour on the canvas.
function marksOnCanvas(canvas, svg) {
  const marks = new Map();
  for (const [, fill, shapes] of svg.matchAll(/<g fill="#([0-9a-f]{6})">(.*?)<\/g>/gs)) {
    const circles = [...shapes.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/g)]
      .map(([, x, y, r]) => [+x, +y, 2 * r]);
    const squares = [...shapes.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)]
      .map(([, x, y, w, h]) => [+x + w / 2, +y + h / 2, Math.min(w, h)]);
    for (const [x, y, size] of [...circles, ...squares]) {
      if (size >= 6) marks.set(`${Math.round(x)} ${Math.round(y)}`, { x: x - kMargin, y: y - kMargin, fill });
    }
  }
  // Where two marks or a label's line cross, the canvas mixes the colours.
  const alone = m => [...marks.values()].every(other => other === m || Math.hypot(other.x - m.x, other.y - m.y) > 14);
  const inside = [...marks.values()]
    .filter(m => m.x > 0 && m.y > 0 && m.x < canvas.width - 1 && m.y < canvas.height - 1 && alone(m));
  const found = inside.filter(({ x, y, fill }) => {
    const p = 4 * (Math.floor(y) * canvas.width + Math.floor(x));
    return [0, 2, 4].every((at, i) => Math.abs(parseInt(fill.slice(at, at + 2), 16) - canvas.data[p + i]) < 12);
  });
  return { marks: inside.length, found: found.length };
}

async function compareWithCanvas(lab, context, chart, svg, least) {
  const canvas = await shown(lab, chart);
  const [, width, height] = /<svg [^>]*width="([\d.]+)" height="([\d.]+)"/.exec(svg.toString()).map(Number);
  const picture = await drawn(context, svg, Math.ceil(width), Math.ceil(height));
  const [w, h] = [Math.min(canvas.width, picture.width - 2 * kMargin), Math.min(canvas.height, picture.height - 2 * kMargin)];
  const alike = likeness(squares(canvas, 0, 0, w, h), squares(picture, kMargin, kMargin, w, h));
  lab.note(`${chart}: the SVG is like the canvas by ${alike.toFixed(3)}, ${svg.length} bytes`);
  assert.ok(alike > least, `likeness ${alike}`);
  return picture;
}

test('a chart is saved as PNG, SVG and CSV by its real button', async ({ lab, context }) => {
  await lab.open('#lab=text');
  await lab.command({ do: 'text', text: kText });
  await lab.command({ do: 'set', field: 'text.view', value: 'counts' });
  const chart = 'text.zipf.plot';
  await lab.waitForRect(`${chart}.save`);
  const frames = (await lab.state()).frames;
  assert.ok(frames > 0);
  const png = await save(lab, chart, 'png');
  assert.match(png.name, /^wordspace-text-zipf-own.*\.png$/);
  const pixels = PNG.sync.read(png.bytes);
  const rect = await lab.rect(chart);
  assert.ok(Math.abs(pixels.width - 2 * (rect.width + 24)) <= 4, `${pixels.width} for ${rect.width}`);
  assert.ok(coloursOf(pixels) > 40, `${coloursOf(pixels)} colours`);
  assert.ok(png.bytes.includes('Wordspace #lab=text'), 'the PNG says what it shows');
  const svg = await save(lab, chart, 'svg');
  assert.match(svg.name, /\.svg$/);
  assert.match(svg.bytes.toString(), /<desc>Wordspace #lab=text/);
  assert.ok(!/nan|inf"/i.test(svg.bytes.toString().replace(/<desc>.*<\/desc>/s, '')));
  const picture = await compareWithCanvas(lab, context, chart, svg.bytes, 0.85);
  assert.ok(coloursOf(picture) > 40);
  const csv = (await save(lab, chart, 'csv')).bytes;
  assert.deepEqual([...csv.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  const lines = csv.toString('utf8').slice(1).trimEnd().split('\r\n');
  assert.ok(lines.length > 10, lines[0]);
  const numbers = lines[1].split(',').filter(cell => /^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(cell));
  assert.ok(numbers.length >= 2, lines[1]);
});

test('the map is saved with its points as shapes and its words as data, in the dark theme too',
  async ({ lab, context }) => {
  await lab.open('#lab=word2vec');
  await lab.command({ do: 'theme', theme: 'dark' });
  await lab.command({ do: 'text', text: kFewWords });
  await lab.command({ do: 'set', field: 'epochs', value: 2 });
  await lab.command({ do: 'train' });
  await lab.untilStatus('done', 60);
  await lab.settle();
  const svg = await save(lab, 'word2vec.map', 'svg');
  const words = (await lab.state()).vectors;
  assert.ok((svg.bytes.toString().match(/<circle/g) ?? []).length >= words * 0.8);
  const { marks, found } = marksOnCanvas(await shown(lab, 'word2vec.map'), svg.bytes.toString());
  lab.note(`${found} of ${marks} marks are where the canvas has them`);
  assert.ok(marks >= 4 && found >= 0.8 * marks);
  const csv = (await save(lab, 'word2vec.map', 'csv')).bytes.toString('utf8');
  assert.ok(/\r\nking,-?[\d.]+/.test(csv), csv.slice(0, 200));
  const png = PNG.sync.read((await save(lab, 'word2vec.map', 'png')).bytes);
  assert.ok(coloursOf(png) > 60);
});

test('a table is saved as CSV from its popup', async ({ lab, page }) => {
  await lab.open('#lab=text');
  await lab.command({ do: 'text', text: kText });
  await lab.command({ do: 'set', field: 'text.view', value: 'counts' });
  await lab.press('text.zipf.table');
  const [download] = await Promise.all([page.waitForEvent('download'), lab.press('text.zipf.table.table.csv')]);
  const csv = (await bytesOf(download)).toString('utf8');
  assert.match(csv, /the,/);
  assert.ok(!csv.includes('\u2009'), 'numbers without thin spaces');
});

test('on paper the page is one picture of the lab', async ({ lab, page }) => {
  await lab.open('#lab=text');
  await lab.settle();
  const screen = await lab.picture();
  const pdf = await page.pdf({ landscape: true });
  assert.ok(pdf.length > 20000, `${pdf.length} bytes`);
  if (process.env.WORDSPACE_KEEP) writeFileSync(`${process.env.WORDSPACE_KEEP}/page.pdf`, pdf);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  const paper = await lab.picture();
  assert.ok(coloursOf(paper) > coloursOf(screen) / 4, `${coloursOf(paper)} of ${coloursOf(screen)} colours`);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await page.emulateMedia({ media: 'screen' });
  assert.equal(await page.locator('#printed').count(), 0);
  await lab.command({ do: 'open', lab: 'start' });
  await lab.until('the page goes on', async () => (await lab.state()).lab === 'start');
});

test('the tour points at real controls, which stay pressable, and is left with Escape', async ({ lab, page }) => {
  await lab.open('#lab=word2vec');
  await lab.command({ do: 'text', text: kText });
  assert.deepEqual(await lab.command({ do: 'tour', step: 1 }), { step: 1 });
  await lab.waitForRect('tour.next');
  for (let step = 2; step <= 5; step += 1) {
    await lab.press('tour.next');
    await lab.until(`step ${step}`, async () => (await lab.state()).tour === step);
    await lab.waitForRect('tour.next');
  }
  const card = await lab.rect('tour.card');
  assert.ok(card.x >= 0 && card.y >= 0 && card.x + card.width <= 1280 && card.y + card.height <= 720);
  await lab.settle();
  await lab.press('train');
  await lab.until('it trains', async () => ['training', 'done', 'preparing'].includes((await lab.state()).run.status));
  assert.equal((await lab.state()).tour, 5);
  await lab.command({ do: 'pause' });
  await page.keyboard.press('Escape');
  await lab.until('the tour is left', async () => (await lab.state()).tour === 0);
  assert.match(await lab.refusal({ do: 'tour', step: 11 }), /step cannot be 11/);
});

test('the lesson sheet opens beside the lab',
  { noisy: true, context: { viewport: { width: 1280, height: 2400 } } }, async ({ lab, page }) => {
  await lab.open('#lab=word2vec');
  const [sheet] = await Promise.all([page.waitForEvent('popup'), lab.press('lesson.sheet')]);
  await sheet.waitForURL(/lessons\/word2vec\.en\.html$/);
});
