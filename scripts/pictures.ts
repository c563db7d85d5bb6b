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

/** What is said on the way, as the page and the guides that come with it put it. */
const languages = [
  {
    locale: 'en-US',
    file: 'playground.png',
    problem: "the app won't open",
    failed: "It didn't work",
    human: 'human please',
    claim: 'Claim',
    team: 'What the agent writes',
    toUser: 'To the user',
    note: 'Same phone as last week',
    reply: 'Hello Sam! Which version of the app is it?',
    message: 'Your message',
    answer: '4.2, from last year',
  },
  {
    locale: 'es-ES',
    file: 'playground.es.png',
    problem: 'la app no abre',
    failed: 'No funcionó',
    human: 'quiero hablar con una persona',
    claim: 'Lo tomo',
    team: 'Lo que escribe el agente',
    toUser: 'Al usuario',
    note: 'El mismo teléfono que la semana pasada',
    reply: '¡Hola, Sam! ¿Qué versión de la app es?',
    message: 'Tu mensaje',
    answer: 'La 4.2, del año pasado',
  },
] as const;

/** In the colours that each app begins with. */
const platforms = [
  { name: 'Slack', colorScheme: 'light' },
  { name: 'Discord', colorScheme: 'dark' },
  { name: 'Teams', colorScheme: 'light' },
] as const;

const take = async (browser: Browser, url: string, folder: string): Promise<void> => {
  for (const said of languages) {
    const { page, close } = await openPage(browser, url, {
      locale: said.locale,
      viewport: { width: 1800, height: 1060 },
      deviceScaleFactor: 1.5,
    });
    await handOver(page, said);
    await page.screenshot({ path: join(folder, said.file) });
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
    const message = page.locator('#pane-user .bot-message').last();
    await message.screenshot({ path: join(folder, `${name.toLowerCase()}.png`) });
    await close();
  }
};

/** A case in the hands of the agent, and the numbers in the admin's pane. */
const handOver = async (page: Page, said: (typeof languages)[number]): Promise<void> => {
  const user = page.locator('#pane-user .thread');
  const agent = page.locator('#pane-agent');
  const admin = page.locator('#pane-admin .thread');
  const write = async (box: string, text: string): Promise<void> => {
    await page.getByLabel(box, { exact: true }).fill(text);
    await page.keyboard.press('Enter');
  };
  await walk(page, said.problem);
  await user.getByRole('button', { name: said.failed }).click();
  await user
    .getByText(/(Step|Paso) 2 (of|de)/)
    .first()
    .waitFor();
  await write(said.message, said.human);
  await agent.getByRole('button', { name: said.claim, exact: true }).click();
  await user.getByText(/^Alex/).first().waitFor();
  await write(said.team, said.note);
  await agent.getByRole('button', { name: said.toUser }).click();
  await write(said.team, said.reply);
  await user.getByText(said.reply).waitFor();
  await write(said.message, said.answer);
  await agent.locator('.case-thread').getByText(said.answer).waitFor();
  await admin.getByRole('button', { name: 'stats', exact: true }).click();
  await admin.locator('.bot-message').waitFor();
  await page.waitForFunction(() => {
    const chart = document.querySelector('#pane-admin .thread img');
    return chart instanceof HTMLImageElement && chart.naturalWidth > 0;
  });
  await page.waitForFunction(
    () => document.querySelectorAll('.typing, .webhook:not(.webhook-delivered)').length === 0,
  );
  // What is for one alone is in nobody's way.
  for (const note of await page.locator('.note-close').all()) await note.click();
  await page.mouse.move(0, 0);
};

/** To a step with something of everything in it. */
const walk = async (page: Page, problem: string): Promise<void> => {
  const said = page.locator('#pane-user .bot-message').last().locator('.said').first();
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
