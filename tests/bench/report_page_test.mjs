// The page of bench/report in headless Chromium. Started by tests/apps/reports/page_test.py.
import assert from 'node:assert/strict';
import { ofEveryPage, run, tab } from '../apps/reports/browser.mjs';

await run({
  ...ofEveryPage({
    names: ['benchmarks', 'bare', 'hostile'],
    titles: ['Benchmarks', 'How it was measured'],
    full: 'benchmarks',
    hostile: 'hostile',
    kinds: [['benchmarks', ['.lead', 'nav a', '.facts dt', 'td', 'thead th', 'figcaption', '.good',
      '.mark.bad', 'summary', '#discard svg text', '#growth svg text']]],
  }),

  'each picture says in words what it shows': async () => {
    const page = await tab('benchmarks');
    const pictures = await page.locator('svg[role=img]').all();
    assert.ok(pictures.length >= 6, `${pictures.length} pictures`);
    for (const picture of pictures) {
      assert.ok((await picture.locator('title').textContent()).length > 10);
    }
    const told = await page.locator('#discard svg title').first().textContent();
    assert.ok(told.includes('haraka 0.0345 (0.0311–0.0380)'), told);
  },

  'words of a picture stay within it and do not meet': async () => {
    const page = await tab('benchmarks', { viewport: { width: 1280, height: 900 } });
    const wrong = await page.evaluate(() => [...document.querySelectorAll('svg[role=img]')]
      .flatMap((picture) => {
        const frame = picture.getBoundingClientRect();
        const boxes = [...picture.querySelectorAll('text')]
          .map((text) => [text.textContent, text.getBoundingClientRect()]);
        const outside = boxes.filter(([, box]) => box.left < frame.left - 1
          || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
        const met = boxes.filter(([, a], i) => boxes.some(([, b], j) => j > i && a.left < b.right
          && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom));
        return [...outside, ...met].map(([words]) => words);
      }));
    assert.deepEqual(wrong, []);
  },

  'dots stand in the order of their ratios': async () => {
    const page = await tab('benchmarks');
    const places = await page.locator('#discard svg').first().locator('circle')
      .evaluateAll((dots) => dots.map((dot) => dot.getAttribute('cx')));
    assert.equal(places.length, 2);
    assert.ok(Number(places[0]) > Number(places[1]), places.join());  // 0.7 and 0.0345
  },
});
