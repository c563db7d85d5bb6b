/**
 * Takes the pictures of the README: the playground, and one message as each platform shows it.
 * `npm run pictures [-- <folder>]`; needs a Chromium, as the tests of the page do.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startUnstuck } from '../test/e2e/unstuck.ts';
import { noBrowser, openBrowser, openPage } from '../test/web/browser.ts';

/** A problem from the guides that come with it, as the page offers it. */
const languages = [
  { locale: 'en-US', problem: "the app won't open", file: 'playground.png' },
  { locale: 'es-ES', problem: 'la app no abre', file: 'playground.es.png' },
] as const;

/** In the colours that each app begins with. */
const platforms = [
  { name: 'Slack', colorScheme: 'light' },
  { name: 'Discord', colorScheme: 'dark' },
  { name: 'Teams', colorScheme: 'light' },
] as const;

const take = async (browser: Browser, url: string, folder: string): Promise<void> => {
  for (const { locale, problem, file } of languages) {
    const { page, close } = await openPage(browser, url, {
      locale,
      viewport: { width: 1800, height: 1040 },
      deviceScaleFactor: 1.5,
    });
    await walk(page, problem);
    await page.screenshot({ path: join(folder, file) });
    await close();
  }
  for (const { name, colorScheme } of platforms) {
    const { page, close } = await openPage(browser, url, {
      viewport: { width: 1100, height: 1400 },
      deviceScaleFactor: 1.5,
      colorScheme,
    });
    await page.getByRole('button', { name, exact: true }).click();
    await walk(page, languages[0].problem);
    await withoutThePage(page);
    const message = page.locator('.bot-message').last();
    await message.screenshot({ path: join(folder, `${name.toLowerCase()}.png`) });
    await close();
  }
};

/** To a step with something of everything in it. */
const walk = async (page: Page, problem: string): Promise<void> => {
  const said = page.locator('.bot-message').last().locator('.said').first();
  await page.getByRole('button', { name: problem }).click();
  await said.locator('button:not(.payload-button)').first().click();
  await said
    .getByText(/(Step|Paso) 1 (of|de)/)
    .first()
    .waitFor();
  await page.locator('.webhook-delivered code', { hasText: 'problem_detected' }).waitFor();
  await page.mouse.move(0, 0);
};

/** The message alone, on its platform's ground. */
const withoutThePage = async (page: Page): Promise<void> => {
  await page.locator('.bot-message').evaluateAll((messages) => {
    for (const message of messages) if (message instanceof HTMLElement) message.style.padding = '20px';
  });
  await page.locator('.payload-button').evaluateAll((buttons) => {
    for (const button of buttons) button.setAttribute('hidden', '');
  });
};

if (noBrowser !== null) throw new Error(`No pictures: ${noBrowser}`);
const folder = process.argv[2] ?? 'docs/images';
mkdirSync(folder, { recursive: true });
const dataDir = mkdtempSync(join(tmpdir(), 'unstuck-pictures-'));
const unstuck = await startUnstuck({ dataDir });
const browser = await openBrowser();
try {
  await take(browser, unstuck.url, folder);
} finally {
  await browser.close();
  await unstuck.end('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
}
