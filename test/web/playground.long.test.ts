import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startUnstuck } from '../e2e/unstuck.ts';
import type { Unstuck } from '../e2e/unstuck.ts';
import { accessibilityProblems, buildPage, freePort, noBrowser, openBrowser, openPage } from './browser.ts';

if (noBrowser !== null) console.warn(`The playground is not tested: ${noBrowser}.`);

const dataDir = mkdtempSync(join(tmpdir(), 'unstuck-playground-'));
let browser: Browser;
let unstuck: Unstuck;
let start: () => Promise<Unstuck>;

const problem = "the app won't open";
const latest = (page: Page) => page.locator('#pane-user .bot-message').last();
const timeline = (page: Page) => page.getByRole('button', { name: /^Behind the scenes/ });
const button = (page: Page, name: RegExp) => latest(page).getByRole('button', { name });
/** The bot's own buttons, not the one that shows the payload. */
const showsButton = (page: Page, name: RegExp) => button(page, name).first().waitFor();
/** Each with what became of it. */
const webhooks = (page: Page) =>
  page
    .locator('.webhook')
    .evaluateAll((cards) =>
      cards.map((card) =>
        [
          card.querySelector('code')?.textContent,
          card.getAttribute('data-status'),
          card.querySelector('.webhook-verified') === null ? 'not verified' : 'verified',
        ].join(' '),
      ),
    );
const say = async (page: Page, text: string) => {
  await page.getByLabel('Your message').fill(text);
  await page.keyboard.press('Enter');
};
const confirmGuide = async (page: Page) => {
  await showsButton(page, /that's it|does not open/);
  await button(page, /that's it|does not open/)
    .first()
    .click();
};

(noBrowser === null ? describe : describe.skip)('the playground in a browser', () => {
  beforeAll(async () => {
    const port = await freePort();
    start = () => startUnstuck({ dataDir, env: { PORT: String(port) } });
    const [, open, running] = await Promise.all([buildPage(), openBrowser(), start()]);
    browser = open;
    unstuck = running;
    // The page was built while the server started: a server that came first does not know it.
    if ((await fetch(unstuck.url)).status === 503) {
      await unstuck.end('SIGTERM');
      unstuck = await start();
    }
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await unstuck?.end('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('takes a newcomer from a problem to "solved", and every webhook of it arrives signed', async () => {
    const { page, complaints, close } = await openPage(browser, unstuck.url);
    await timeline(page).click();
    await page.getByText('Nothing has happened yet').waitFor();
    await page.getByRole('button', { name: problem }).click();
    await page.locator('.words-sent', { hasText: problem }).waitFor();
    await confirmGuide(page);
    for (;;) {
      await showsButton(page, /It worked|it's solved/);
      if ((await button(page, /it's solved/).count()) > 0) break;
      const step = await latest(page).locator('h3').first().textContent();
      await button(page, /It worked/).click();
      await page.waitForFunction(
        (before) => document.querySelector('#pane-user .bot-message:last-of-type h3')?.textContent !== before,
        step,
      );
    }
    await button(page, /it's solved/).click();
    await showsButton(page, /5 · Very helpful/);
    await button(page, /5 · Very helpful/).click();
    await latest(page).getByText('Thank you for rating us 5 out of 5').waitFor();

    await page.locator('.webhook-delivered code', { hasText: 'feedback_received' }).waitFor();
    await page.waitForFunction(() => document.querySelector('.webhook:not(.webhook-delivered)') === null);
    const seen = await webhooks(page);
    expect(seen.slice(0, 3)).toEqual([
      'session_started delivered verified',
      'problem_detected delivered verified',
      'step_completed delivered verified',
    ]);
    expect(seen.slice(-2)).toEqual([
      'session_resolved delivered verified',
      'feedback_received delivered verified',
    ]);

    await page
      .getByRole('button', { name: /What was sent/ })
      .first()
      .click();
    await page.getByText('webhook-signature').waitFor();
    await page.getByText('"session_started"').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  }, 60_000);

  it.each([
    { name: 'Discord', look: '.discord', payload: 'Components', says: '"components"', menu: /More/ },
    { name: 'Teams', look: '.teams', payload: 'Adaptive Card', says: '"AdaptiveCard"', menu: /More options/ },
  ])(
    'is drawn as $name too, and its buttons do the same',
    async ({ name, look, payload, says, menu }) => {
      const { page, complaints, close } = await openPage(browser, unstuck.url);
      await page.getByRole('button', { name, exact: true }).click();
      await say(page, 'I forgot my password');
      await latest(page).locator(look).waitFor();
      await button(page, /that's it|Reset your password/)
        .first()
        .click();
      await button(page, /Fill in the details/).click();
      const form = page.getByRole('dialog');
      await form.getByRole('textbox').nth(0).fill('Fichas');
      await form.getByRole('textbox').nth(1).fill('https://example.com/reset');
      await form.getByRole('button', { name: 'Continue' }).click();
      const shows = (text: RegExp) => latest(page).locator(look).getByText(text).first().waitFor();
      await shows(/Step 1 of/);
      await button(page, /It worked/).click();
      await shows(/Step 2 of/);
      expect(await accessibilityProblems(page)).toEqual([]);

      await button(page, menu).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: /Back/ }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.getByRole('menuitem', { name: /Back/ }).press('Enter');
      await shows(/Step 1 of/);

      await button(page, new RegExp(payload)).click();
      await page.getByRole('dialog').getByText(says).first().waitFor();
      await page.keyboard.press('Escape');

      await page.reload();
      await latest(page).locator(look).waitFor();
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  it.each(['light', 'dark'] as const)(
    'is drawn side by side where there is room, in %s colours',
    async (colorScheme) => {
      const { page, complaints, close } = await openPage(browser, unstuck.url, {
        viewport: { width: 1600, height: 1000 },
        colorScheme,
      });
      await page.getByRole('button', { name: 'Side by side' }).click();
      await page.getByRole('button', { name: problem }).click();
      const drawn = (platform: string) => latest(page).getByRole('group', { name: platform });
      const press = (platform: string, name: RegExp) =>
        drawn(platform).getByRole('button', { name }).first().click();
      await press('Discord', /that's it|does not open/);
      await drawn('Teams')
        .getByText(/Step 1 of/)
        .first()
        .waitFor();
      await press('Teams', /It didn't work/);
      for (const platform of ['Slack', 'Discord', 'Teams']) {
        await drawn(platform)
          .getByText(/Step 2 of/)
          .first()
          .waitFor();
      }
      await press('Slack', /It didn't work/);
      await drawn('Discord')
        .getByText(/Step 3 of/)
        .first()
        .waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  it('asks for details in a form, and says which are wrong', async () => {
    const { page, complaints, close } = await openPage(browser, unstuck.url);
    await say(page, 'I forgot my password');
    await showsButton(page, /that's it|Reset your password/);
    await button(page, /that's it|Reset your password/)
      .first()
      .click();
    await button(page, /Fill in the details/).click();
    const form = page.getByRole('dialog');
    const fields = form.getByRole('textbox');
    await form.getByRole('button', { name: 'Continue' }).click();
    expect(await form.getByText('Please fill this in.').count()).toBe(2);
    expect(await fields.first().evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await accessibilityProblems(page)).toEqual([]);
    await fields.nth(0).fill('Fichas');
    await fields.nth(1).fill('not an address');
    await form.getByRole('button', { name: 'Continue' }).click();
    await form.locator('[aria-invalid=true]').waitFor();
    await fields.nth(1).fill('https://example.com/reset');
    await form.getByRole('button', { name: 'Continue' }).click();
    await form.waitFor({ state: 'detached' });
    await latest(page)
      .getByText(/Step 1 of/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  }, 60_000);

  it('can be used with the keyboard alone', async () => {
    const { page, close } = await openPage(browser, unstuck.url);
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (text: RegExp) => {
      for (let presses = 0; presses < 60; presses += 1) {
        if (text.test(await focused())) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`No way by Tab to ${text}`);
    };

    await tabTo(/^Skip to the conversation$/);
    await page.keyboard.press('Enter');
    await page.keyboard.type(problem);
    await page.keyboard.press('Enter');
    await showsButton(page, /that's it|does not open/);

    await page.getByRole('region', { name: 'Conversation' }).focus();
    await tabTo(/^(Yes, that's it|.*does not open.*)$/);
    await page.keyboard.press('Enter');
    // The focus follows what the press changed, so that it is read next.
    await page.waitForFunction(
      () =>
        document.activeElement?.classList.contains('bot-message') &&
        (document.activeElement.textContent ?? '').includes('Step 1 of'),
    );

    await page.keyboard.press('Tab');
    await tabTo(/^It worked$/);
    for (let presses = 0; presses < 10; presses += 1) {
      if ((await page.locator(':focus').getAttribute('aria-haspopup')) === 'menu') break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('ArrowDown');
    const first = await focused();
    await page.keyboard.press('End');
    expect(await focused()).not.toBe(first);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(first);
    await page.keyboard.press('Escape');
    expect(await page.locator(':focus').getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 10 && (await focused()) !== 'Español'; presses += 1) {
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await latest(page)
      .getByText(/Paso 1 de/)
      .first()
      .waitFor();
    await page.getByText('Entre bastidores').first().waitFor();

    await page.keyboard.press('Tab');
    await tabTo(/Block Kit/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('"blocks"').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused()).toMatch(/Block Kit/);
    await close();
  }, 60_000);

  it('says what the bot writes to those who listen to the page', async () => {
    const { page, close } = await openPage(browser, unstuck.url);
    await say(page, problem);
    await showsButton(page, /that's it|does not open/);
    expect(await page.locator('#pane-user [aria-live=polite]').textContent()).toMatch(/^Unstuck: /);
    // Who types goes on typing.
    expect(await page.locator(':focus').getAttribute('id')).toBe('composer');
    await close();
  });

  it('never reads what people type as anything but text', async () => {
    const { page, complaints, close } = await openPage(browser, unstuck.url);
    const text = `# <b>no</b> *bold* _it_ <!channel> [x](https://evil.example) ${problem} &lt; :smile:`;
    await say(page, text);
    await latest(page).locator('blockquote').waitFor();
    expect(await page.locator('.words-sent .bubble').textContent()).toContain(text);
    expect(await latest(page).locator('blockquote').textContent()).toBe(text);
    expect(await page.locator('a[href*=evil]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(['light', 'dark'] as const)(
    'fits a phone, in %s colours',
    async (colorScheme) => {
      const { page, close } = await openPage(browser, unstuck.url, {
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        isMobile: true,
        colorScheme,
      });
      const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
      expect([await fits(), await accessibilityProblems(page)]).toEqual([true, []]);
      await page.getByRole('button', { name: problem }).tap();
      await confirmGuide(page);
      await latest(page)
        .getByText(/Step 1 of/)
        .first()
        .waitFor();
      for (const name of ['Discord', 'Teams', 'Slack']) {
        await page.getByRole('button', { name, exact: true }).tap();
        await latest(page).locator(`.${name.toLowerCase()}`).waitFor();
        expect([await fits(), await accessibilityProblems(page)]).toEqual([true, []]);
      }
      await page.getByRole('tab', { name: /Behind the scenes/ }).tap();
      await page
        .getByRole('button', { name: /What was sent/ })
        .first()
        .tap();
      expect([await fits(), await accessibilityProblems(page)]).toEqual([true, []]);
      await close();
    },
    60_000,
  );

  it('starts over as somebody new', async () => {
    const { page, close } = await openPage(browser, unstuck.url);
    await say(page, problem);
    await showsButton(page, /that's it|does not open/);
    await timeline(page).click();
    await page.getByText('Session started').waitFor();
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.locator('.hero').waitFor();
    await page.getByText('Nothing has happened yet').waitFor();
    await page.getByText('No case yet').waitFor();
    await page.reload();
    await page.locator('.hero').waitFor();
    expect(await page.locator('.bot-message').count()).toBe(0);
    await close();
  });

  it('says so when the server is gone, keeps what was typed, and goes on by itself when it is back', async () => {
    const { page, close } = await openPage(browser, unstuck.url);
    await say(page, problem);
    await confirmGuide(page);
    await latest(page)
      .getByText(/Step 1 of/)
      .first()
      .waitFor();

    await unstuck.end('SIGKILL');
    await page.getByText('The server cannot be reached. Trying again by itself…').waitFor();
    await say(page, 'done');
    await page.getByText('Not sent.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);

    unstuck = await start();
    await page.getByText('Trying again by itself…').waitFor({ state: 'detached' });
    await latest(page)
      .getByText(/Step 1 of/)
      .first()
      .waitFor();
    await timeline(page).click();
    await page.getByText('Session started').waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('button', { name: 'Try again' }).click();
    await latest(page).getByText('Is your problem solved?').waitFor();
    expect(await page.locator('.note').count()).toBe(0);
    await close();
  }, 90_000);

  it('lets the server end in time though the page is open', async () => {
    const { close } = await openPage(browser, unstuck.url);
    expect(await unstuck.end('SIGTERM')).toBe(0);
    await close();
  }, 30_000);
});
