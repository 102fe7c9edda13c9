// The page of fuzz/report in headless Chromium. Started by tests/apps/reports/page_test.py:
//   node report_page_test.mjs SAMPLES PLAYWRIGHT_CORE BROWSER PICTURES
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [samples, modules, executablePath, pictures] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(path.join(modules, 'index.mjs')));
const address = (name) => pathToFileURL(path.join(samples, `${name}.html`)).href;
const names = ['full', 'bare', 'hostile', 'odd'];

// A sandbox needs rights that a container may not give; the page is our own.
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

/// A tab that notes everything that is asked of a network or said to its user.
async function tab(name, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.noted = [];
  page.on('request', (request) => page.noted.push(request.url()));
  page.on('dialog', async (dialog) => { page.noted.push('dialog'); await dialog.dismiss(); });
  page.on('pageerror', (error) => page.noted.push(`error: ${error}`));
  await page.goto(address(name));
  return page;
}

const tests = {
  'everything is read without scripts and nothing else is loaded': async () => {
    for (const name of names) {
      const page = await tab(name, { javaScriptEnabled: false });
      assert.deepEqual(page.noted, [address(name)]);
      const text = await page.locator('body').innerText();
      for (const part of ['Findings', 'Targets', 'Coverage over time', 'Seeded bugs']) {
        assert.ok(text.includes(part), `${name}: ${part}`);
      }
    }
  },

  'plots are drawn, with words on their axes': async () => {
    const page = await tab('full');
    assert.equal(await page.locator('#over-time svg').count(), 3);
    const box = await page.locator('#over-time svg').first().boundingBox();
    assert.ok(box.width > 300 && box.height > 100, JSON.stringify(box));
    assert.ok(await page.locator('#over-time svg').first().locator('text').count() > 5);
    const text = await page.locator('#targets svg').textContent();
    assert.ok(text.includes('server_session'), text);
  },

  'no octet of an input becomes markup or runs': async () => {
    const page = await tab('hostile', { javaScriptEnabled: true });
    const foreign = await page.evaluate(
      () => document.querySelectorAll('script, img, iframe, link, object, form').length);
    assert.equal(foreign, 0);
    assert.deepEqual(page.noted, [address('hostile')]);
    assert.ok((await page.locator('body').innerText()).includes('<script>alert(1)</script>'));
  },

  'the page is as wide as its window': async () => {
    for (const name of names) {
      for (const width of [1280, 768, 390]) {
        const page = await tab(name, { viewport: { width, height: 800 } });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${name} at ${width}: ${wide}`);
        await page.context().close();
      }
    }
  },

  'text can be read: contrast is 4.5 or more, light and dark': async () => {
    for (const colorScheme of ['light', 'dark']) {
      for (const [name, kinds] of [['full', ['.lead', '.small', 'nav a', '.facts dt', 'td',
        'thead th', 'pre', '.mark.bad', 'figcaption', '.finding b', '.none']],
      ['bare', ['.absent', '.good']]]) {
        const page = await tab(name, { colorScheme });
        for (const { where, ratio } of await page.evaluate(contrasts, kinds)) {
          assert.ok(ratio >= 4.5, `${name} ${colorScheme} ${where}: ${ratio.toFixed(2)}`);
        }
      }
    }
  },

  'it prints': async () => {
    const page = await tab('full', { javaScriptEnabled: false });
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('nav').isVisible(), false);
    assert.ok((await page.pdf({ format: 'A4' })).length > 10_000);
  },

  'pictures for people': async () => {
    for (const width of [1280, 390]) {
      for (const colorScheme of ['light', 'dark']) {
        const page = await tab('full', { colorScheme, viewport: { width, height: 1500 } });
        await page.screenshot({
          path: path.join(pictures, `campaign-${width}-${colorScheme}.png`), fullPage: true });
        await page.context().close();
      }
    }
  },
};

/// Runs in the page: the contrast of one element of each kind with what lies behind it
/// (WCAG 2.1, 1.4.3).
function contrasts(kinds) {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => channels(colour).slice(0, 3)
    .map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return kinds.map((where) => {
    const element = document.querySelector(where);
    if (!element) return { where, ratio: 0 };
    const both = [luminance(getComputedStyle(element).color), luminance(behind(element))];
    return { where, ratio: (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05) };
  });
}

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok: ${name}`);
  } catch (error) {
    ++failed;
    console.log(`FAILED: ${name}\n${error.stack}`);
  }
}
await browser.close();
process.exit(failed === 0 ? 0 : 1);
