// The page of fuzz/report in headless Chromium. Started by tests/apps/reports/page_test.py.
import assert from 'node:assert/strict';
import { ofEveryPage, run, tab } from '../apps/reports/browser.mjs';

await run({
  ...ofEveryPage({
    names: ['full', 'bare', 'hostile', 'odd'],
    titles: ['Findings', 'Targets', 'Coverage over time', 'Seeded bugs'],
    full: 'full',
    hostile: 'hostile',
    kinds: [['full', ['.lead', '.small', 'nav a', '.facts dt', 'td', 'thead th', 'pre',
      '.mark.bad', 'figcaption', '.finding b', '.none']],
    ['bare', ['.absent', '.good']]],
  }),

  'plots are drawn, with words on their axes': async () => {
    const page = await tab('full');
    assert.equal(await page.locator('#over-time svg').count(), 3);
    const box = await page.locator('#over-time svg').first().boundingBox();
    assert.ok(box.width > 300 && box.height > 100, JSON.stringify(box));
    assert.ok(await page.locator('#over-time svg').first().locator('text').count() > 5);
    const text = await page.locator('#targets svg').textContent();
    assert.ok(text.includes('server_session'), text);
  },
});
