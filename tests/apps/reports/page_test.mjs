// The HTML pages of `heloport check` and `load` in headless Chromium. Started by page_test.py:
//   node page_test.mjs SAMPLES PLAYWRIGHT_CORE BROWSER PICTURES
import assert from 'node:assert/strict';
import { address, contrasts, picture, run, tab } from './browser.mjs';

const judgements = ['violated', 'inconclusive', 'latitude', 'satisfied', 'not-applicable'];
const kinds = ['.lead', '.small', 'nav a', '.facts dt', '.matrix .part td', '.ends .plain',
  '.ends .violated', '.ends .satisfied', 'pre', 'pre .c', '.case code', '.case small',
  ...judgements.flatMap((one) => [`.cell.${one} > a`, `.mark.${one}`])];

const tests = {
  'cells open without scripts, by mouse': async () => {
    const page = await tab(null, { javaScriptEnabled: false, viewport: { width: 1280, height: 1000 } });
    await page.goto(address('small'));
    const panel = page.locator('#s1-0');
    assert.equal(await panel.isVisible(), false);
    await page.click('#s1 td a');
    assert.equal(await panel.isVisible(), true);
    const text = await panel.innerText();
    for (const part of ['RFC 5321, 4.1.1.5', 'RSET drops sender, recipients and data', 'MUST',
      'drops-the-recipients', '503 or 554', 'C: DATA\nS: 354 Go ahead']) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    await page.click('#s1-0 a.close');
    assert.equal(await panel.isVisible(), false);
    assert.deepEqual(page.noted, [address('small')]);
  },

  'cells and sessions open by keyboard, and the back button closes them': async () => {
    const page = await tab(null, { javaScriptEnabled: false });
    await page.goto(address('small'));
    await page.focus('#s1 td a');
    await page.keyboard.press('Enter');
    const session = page.locator('#s1-0 details.satisfied pre');
    assert.equal(await session.isVisible(), false);
    // From the panel on: its link that closes it, the violated case, the satisfied one.
    for (let i = 0; i < 3; ++i) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await session.isVisible(), true);
    assert.ok((await session.innerText()).includes('S: 503 5.5.1 No recipients'));
    await page.goBack();
    assert.equal(await page.locator('#s1-0').isVisible(), false);
  },

  'a panel has an address of its own': async () => {
    const page = await tab(null, { javaScriptEnabled: false });
    await page.goto(address('small', '#s2-0'));
    assert.equal(await page.locator('#s2-0').isVisible(), true);
    assert.equal(await page.locator('#s1-0').isVisible(), false);
  },

  'no text of a server becomes markup or runs': async () => {
    const page = await tab(null, { javaScriptEnabled: true });
    await page.goto(address('hostile', '#s0-0'));
    const found = await page.evaluate(() => ({
      foreign: document.querySelectorAll('script, img, iframe, link, object, form').length,
      styles: document.querySelectorAll('style').length,
      text: document.body.innerText,
    }));
    assert.equal(found.foreign, 0);
    assert.equal(found.styles, 1);
    assert.ok(found.text.includes('<script>alert(1)</script> ]]> &amp; "quoted\' <!-- --> </pre>'));
    assert.ok(found.text.includes('</style><img src=x onerror=alert(1)>'));
    assert.deepEqual(page.noted, [address('hostile')]);
  },

  'the policy in the head keeps even markup of a server from running and loading': async () => {
    const page = await tab(null, { javaScriptEnabled: true });
    await page.goto(address('small'));
    const stopped = page.waitForEvent('requestfailed');
    // As if an escape were missing: the element is there, and nothing comes of it.
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src="x.png" onerror="alert(1)">');
      const script = document.createElement('script');
      script.textContent = 'alert(1)';
      document.body.append(script);
    });
    assert.equal((await stopped).failure().errorText, 'csp');
    assert.ok(!page.noted.includes('dialog'));
  },

  'the plots of a load are there without scripts and load nothing': async () => {
    for (const name of ['load', 'load-hostile']) {
      const page = await tab(null, { javaScriptEnabled: false });
      await page.goto(address(name));
      const plots = page.locator('svg.plot');
      assert.equal(await plots.count(), 3);
      for (let i = 0; i < 3; ++i) {
        assert.ok((await plots.nth(i).boundingBox()).height > 100);
        assert.ok(await plots.nth(i).getAttribute('aria-label'));
      }
      assert.deepEqual(page.noted, [address(name)]);
    }
  },

  'what is drawn in the plots of a load is inside them': async () => {
    const page = await tab(null, { javaScriptEnabled: true });
    await page.goto(address('load'));
    const outside = await page.evaluate(() => [...document.querySelectorAll('svg.plot')]
      .flatMap((plot) => [...plot.querySelectorAll('rect, polyline, text, line')])
      .filter((part) => {
        const { x, y, width, height } = part.getBBox();
        return x < -1 || y < -1 || x + width > 721 || y + height > 261;
      })
      .map((part) => part.outerHTML));
    assert.deepEqual(outside, []);
  },

  'colour is never alone, and every cell has words': async () => {
    const page = await tab(null, { javaScriptEnabled: true });
    await page.goto(address('matrix'));
    const cells = await page.locator('.matrix .cell').allTextContents();
    assert.ok(cells.length > 1000);
    for (const text of cells) {
      assert.match(text, /^·$|[✗?~✓–].*(violated|inconclusive|latitude|satisfied|not applicable)/);
    }
  },

  'text can be read: contrast is 4.5 or more, light and dark': async () => {
    for (const colorScheme of ['light', 'dark']) {
      const page = await tab(null, { colorScheme });
      await page.goto(address('matrix'));
      for (const { where, ratio } of await page.evaluate(contrasts, kinds)) {
        assert.ok(ratio >= 4.5, `${colorScheme} ${where}: ${ratio.toFixed(2)}`);
      }
    }
  },

  'the page is as wide as its window': async () => {
    for (const name of ['small', 'hostile', 'matrix', 'load', 'load-hostile']) {
      for (const width of [1280, 768, 390]) {
        const page = await tab(null, { viewport: { width, height: 800 } });
        await page.goto(address(name, '#s0-0'));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${name} at ${width}: ${wide}`);
        await page.context().close();
      }
    }
  },

  'what is violated is printed, and nothing else of the panels': async () => {
    const page = await tab(null, { javaScriptEnabled: false });
    await page.goto(address('small'));
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('#s1-0').isVisible(), true);
    assert.equal(await page.locator('#s2-0').isVisible(), false);
    assert.ok((await page.pdf({ format: 'A4' })).length > 10_000);
  },

  'pictures for people': async () => {
    for (const width of [1280, 390]) {
      for (const colorScheme of ['light', 'dark']) {
        const page = await tab(null, { colorScheme, viewport: { width, height: 1500 } });
        const named = (part) => picture(`${part}-${width}-${colorScheme}`);
        await page.goto(address('load'));
        await page.screenshot({ path: named('load'), fullPage: true });
        await page.goto(address('matrix'));
        await page.screenshot({ path: named('top') });
        await page.click('.matrix td.violated a');
        await page.screenshot({ path: named('panel') });
        for (const part of ['end-of-data', 'differences']) {
          await page.goto(address('matrix', `#${part}`));
          await page.screenshot({ path: named(part) });
        }
        await page.context().close();
      }
    }
  },
};

await run(tests);
