// The page of the review in Chromium, with a dataset of any size: times of images as a person sees them, and the page's memory.
const { readFileSync } = require('node:fs');
const { built } = require('./paths');
const { timed } = require('./measure');

/** Steps before the memory is read for the first time: the page then has all that it keeps. */
const WARM_UP = 100;

/** Milliseconds from a press of N until the next image is drawn. Runs in the page. */
const nextImage = () =>
  new Promise((resolve) => {
    const start = performance.now();
    new MutationObserver((_, observer) => {
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - start));
    }).observe(document.getElementById('file'), { childList: true, characterData: true, subtree: true });
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', bubbles: true }));
  });

/** MB of the processes that draw pages: what the engine of JavaScript still holds after a collection, and resident memory. */
async function memoryOf(browser, devtools) {
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  const resident = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))[1]) / 1024)
    .reduce((a, b) => a + b, 0);
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize').value / 2 ** 20;
  return { heap: Math.round(heap), resident: Math.round(resident) };
}

/**
 * Opens a dataset as `grounded-sam review` serves it, and goes through its images.
 * @param images number of steps
 * @returns milliseconds of the first page and of each next image, and the memory in MB after `WARM_UP` steps and at the end
 */
async function walkPage(folder, images) {
  const { launchChromium } = built('test/support/editor-page.js');
  const { startReview } = built('test/support/review-server.js');
  const { freePort } = built('test/support/servers.js');
  const server = await startReview(folder, await freePort());
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    const first = await timed(async () => {
      await page.goto(server.url);
      await page.locator('#objects [role=option]').first().waitFor();
    });
    const next = [];
    let before;
    for (let image = 0; image < images; image++) {
      next.push(await page.evaluate(nextImage));
      if (image === WARM_UP) before = await memoryOf(browser, devtools);
    }
    return { first, next, before, after: await memoryOf(browser, devtools) };
  } finally {
    await browser.close();
    await server.stop();
  }
}

module.exports = { walkPage };
