// What every test of a page in headless Chromium needs. page_test.py starts such a test as
//   node TEST.mjs SAMPLES PLAYWRIGHT_CORE BROWSER PICTURES
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [samples, modules, executablePath, pictures] = process.argv.slice(2);
const { chromium } = await import(pathToFileURL(path.join(modules, 'index.mjs')));
// A sandbox needs rights that a container may not give; the page is our own.
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

/// The address of a sample, and of a picture for people.
export const address = (name, fragment = '') =>
  pathToFileURL(path.join(samples, `${name}.html`)).href + fragment;
export const picture = (name) => path.join(pictures, `${name}.png`);

/// A tab that notes everything that is asked of a network or said to its user; empty without a name.
export async function tab(name, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.noted = [];
  page.on('request', (request) => page.noted.push(request.url()));
  page.on('dialog', async (dialog) => { page.noted.push('dialog'); await dialog.dismiss(); });
  page.on('pageerror', (error) => page.noted.push(`error: ${error}`));
  if (name) await page.goto(address(name));
  return page;
}

/// Runs in the page: the contrast of one element of each kind with what lies behind it
/// (WCAG 2.1, 1.4.3).
export function contrasts(kinds) {
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
    const style = getComputedStyle(element);
    // The words of a picture are filled.
    const colour = element.closest('svg') ? style.fill : style.color;
    const both = [luminance(colour), luminance(behind(element))];
    return { where, ratio: (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05) };
  });
}

/// What holds for every page that scripts/pages makes.
///   names: of the samples; titles: of parts that each of them has
///   full: the sample with everything; hostile: the one whose data are markup
///   kinds: [sample, selectors] of text whose contrast is looked at
export function ofEveryPage({ names, titles, full, hostile, kinds }) {
  return {
    'everything is read without scripts and nothing else is loaded': async () => {
      for (const name of names) {
        const page = await tab(name, { javaScriptEnabled: false });
        assert.deepEqual(page.noted, [address(name)]);
        const text = await page.locator('body').innerText();
        for (const title of titles) assert.ok(text.includes(title), `${name}: ${title}`);
      }
    },

    'no octet of the data becomes markup or runs': async () => {
      const page = await tab(hostile, { javaScriptEnabled: true });
      const foreign = await page.evaluate(
        () => document.querySelectorAll('script, img, iframe, link, object, form').length);
      assert.equal(foreign, 0);
      assert.deepEqual(page.noted, [address(hostile)]);
      assert.ok((await page.locator('body').textContent()).includes('<script>alert(1)</script>'));
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
        for (const [name, selectors] of kinds) {
          const page = await tab(name, { colorScheme });
          for (const { where, ratio } of await page.evaluate(contrasts, selectors)) {
            assert.ok(ratio >= 4.5, `${name} ${colorScheme} ${where}: ${ratio.toFixed(2)}`);
          }
        }
      }
    },

    'it prints': async () => {
      const page = await tab(full, { javaScriptEnabled: false });
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('nav').isVisible(), false);
      assert.ok((await page.pdf({ format: 'A4' })).length > 10_000);
    },

    'pictures for people': async () => {
      for (const width of [1280, 390]) {
        for (const colorScheme of ['light', 'dark']) {
          const page = await tab(full, { colorScheme, viewport: { width, height: 1500 } });
          await page.screenshot({ path: picture(`${full}-${width}-${colorScheme}`),
            fullPage: true });
          await page.context().close();
        }
      }
    },
  };
}

/// Runs all of them and ends the program.
export async function run(tests) {
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
}
