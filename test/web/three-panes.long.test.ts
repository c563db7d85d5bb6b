import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { adminKey, startUnstuck } from '../e2e/unstuck.ts';
import type { Unstuck } from '../e2e/unstuck.ts';
import { accessibilityProblems, buildPage, freePort, noBrowser, openBrowser, openPage } from './browser.ts';

const problem = "the app won't open";

/** A picture of one pixel. */
const dot =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** The panes of the three whom a visitor plays. */
const panesOf = (page: Page) => {
  const agent = page.locator('#pane-agent');
  const admin = page.locator('#pane-admin');
  const write = async (box: string, text: string): Promise<void> => {
    await page.getByLabel(box, { exact: true }).fill(text);
    await page.keyboard.press('Enter');
  };
  return {
    user: page.locator('#pane-user .thread'),
    agent,
    admin,
    pack: agent.locator('.case > .bot-message'),
    asUser: (text: string) => write('Your message', text),
    asAgent: (text: string) => write('What the agent writes', text),
    asAdmin: (text: string) => write('Command for admins', text),
    answer: admin.locator('.bot-message').last(),
  };
};

const press = (pane: ReturnType<Page['locator']>, name: RegExp | string) =>
  pane.getByRole('button', { name }).last().click();

(noBrowser === null ? describe : describe.skip)('the playground with three panes', () => {
  const folders: string[] = [];
  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'unstuck-panes-'));
    folders.push(made);
    return made;
  };
  let browser: Browser;
  let unstuck: Unstuck;

  beforeAll(async () => {
    await buildPage();
    [browser, unstuck] = await Promise.all([openBrowser(), startUnstuck({ dataDir: folder() })]);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await unstuck?.end('SIGKILL');
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  });

  it('hands a case from the guide to the agent, who solves it with the person', async () => {
    const { page, complaints, close } = await openPage(browser, unstuck.url);
    const { user, agent, pack, asUser, asAgent } = panesOf(page);
    await user.getByRole('button', { name: problem }).click();
    await press(user, /that's it|does not open/);
    await user.getByRole('button', { name: /It didn't work/ }).click();
    await user
      .getByText(/Step 2 of/)
      .first()
      .waitFor();
    await asUser('human please');

    await pack.getByText(problem).first().waitFor();
    await pack.getByText('Close it completely').first().waitFor();
    await user.getByText(/told .*#agents/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await press(pack, /^Claim$/);
    await user.getByText(/has your case/).waitFor();

    // Among the team, unless it is sent.
    await asAgent('Looks like the cache again');
    await agent.getByText('Only the team reads this').waitFor();
    await press(pack, /^Reply$/);
    const form = page.getByRole('dialog');
    await form.getByRole('textbox').fill('Hello! Which phone is it?');
    await form.locator('button[type=submit]').click();
    await user.getByText('Hello! Which phone is it?').waitFor();

    await asUser('An old one, from 2019');
    await agent.getByText('An old one, from 2019').first().waitFor();
    await user.getByText('The team has it').waitFor();
    await agent.getByRole('button', { name: 'To the user' }).click();
    await asAgent('Then update it, please: it is too old for the app');
    await user.getByText('Then update it, please: it is too old for the app').waitFor();
    await agent.getByText('Delivered').nth(1).waitFor();
    expect(await user.getByText('Looks like the cache again').count()).toBe(0);

    await press(pack, /^Solved$/);
    await user.getByText(/Solved!/).waitFor();
    await pack.getByText('Solved', { exact: true }).waitFor();
    expect(await pack.getByRole('button', { name: /^(Claim|Reply|Solved)$/ }).count()).toBe(0);
    // The thread stays with its case.
    expect(await agent.locator('.case-thread').getByText('Looks like the cache again').count()).toBe(1);
    await user.getByRole('button', { name: /5 · Very helpful/ }).click();
    await user.getByText('Thank you for rating us 5 out of 5').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  }, 90_000);

  it('carries what is said over an open line, its changes, and what is taken back', async () => {
    const { page, complaints, close } = await openPage(browser, unstuck.url);
    const { user, agent, pack, asUser, asAgent } = panesOf(page);
    await agent.getByRole('button', { name: 'Ask for a human as the user' }).click();
    await pack.waitFor();
    await press(pack, /^Claim$/);
    await user.getByText(/has your case/).waitFor();
    await press(pack, /^Open the line$/);
    await agent.getByText('The line is open: the user reads whatever is written here').waitFor();
    await asAgent('Good mornig');
    await user.getByText('Good mornig').waitFor();
    await agent.getByText('The user has it').waitFor();

    await agent.getByRole('button', { name: 'Change', exact: true }).click();
    await agent.getByLabel('Your words, to be changed').fill('Good morning');
    await agent.getByRole('button', { name: 'Save' }).click();
    await user.getByText('Good morning').waitFor();

    await asUser('Hello there');
    await agent.getByText('Hello there').first().waitFor();
    await user.getByRole('button', { name: 'Take back' }).click();
    await agent.locator('.case-thread').getByText('Hello there').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  }, 60_000);

  it('lets the admin read the numbers, list webhooks, and write and publish a guide', async () => {
    const { page, complaints, close } = await openPage(browser, unstuck.url);
    const { user, admin, answer, asAdmin, asUser } = panesOf(page);
    await admin.getByRole('button', { name: 'stats', exact: true }).click();
    await answer.getByText('Help rate').waitFor();
    await asAdmin('/troubleshoot-admin webhooks list');
    await answer
      .getByText(/playground/)
      .first()
      .waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);

    // Suggestions, by keyboard alone.
    const box = page.getByRole('combobox', { name: 'Command for admins' });
    await box.fill('templates n');
    await page.getByRole('option', { name: 'templates new' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    expect(await box.inputValue()).toBe('templates new ');
    await box.fill('webhooks show ');
    await page.getByRole('option', { name: /wh_playground.*The playground listens/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await box.fill('templates new');
    await page.keyboard.press('Enter');
    await admin
      .getByRole('button', { name: /Fill|New/ })
      .last()
      .click();
    const form = page.getByRole('dialog');
    await form.waitFor();
    for (const [label, words] of [
      [/^Id/, 'coffee_template'],
      [/^Name/, 'The coffee machine does nothing'],
      [/^Category/, 'kitchen'],
      [/^Description/, 'Power, water and the tray.'],
      [/^How people put it/, 'the coffee machine is dead\nno coffee comes out'],
      [/^Title of the first step/, 'Push the tray in'],
      [/^What to do/, 'Pull the tray out\nPush it in until it clicks'],
    ] as const)
      await form.getByLabel(label).fill(words);
    const language = form.getByLabel(/^Language/);
    if ((await language.inputValue()) === '') await language.selectOption({ index: 1 });
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    await answer.getByText('Editing: The coffee machine does nothing').first().waitFor();
    // The answers are drawn for each platform as what people are told.
    await page.getByRole('button', { name: 'Teams', exact: true }).click();
    await answer.locator('.teams').getByText('Editing: The coffee machine does nothing').waitFor();
    await page.getByRole('button', { name: 'Slack', exact: true }).click();
    await answer.getByRole('button', { name: 'Publish' }).click();
    await answer
      .getByText(/coffee_template is published as version 1/)
      .first()
      .waitFor();

    await asUser('the coffee machine is dead');
    await press(user, /that's it|coffee machine/);
    await user.getByText('Push the tray in').waitFor();
    expect(complaints).toEqual([]);
    await close();
  }, 60_000);

  it('shows the pictures of guides as each platform does, and tells nobody who looks', async () => {
    await unstuck.rest('POST', '/templates', {
      template_id: 'router_template',
      name: 'The router blinks red',
      description: 'The lamp on the front.',
      category: 'network',
      locale: 'en',
      variables: [],
      examples: ['my router blinks red'],
      steps_template: [
        {
          step_number: 1,
          title: 'Find the button',
          description: 'It is on the back.',
          instructions: [{ image: 'https://pictures.example/back.png', alt: 'The back of the router' }],
          expected_result: 'The lamp is green.',
        },
      ],
    });
    const { page, close } = await openPage(browser, unstuck.url, { viewport: { width: 1600, height: 1000 } });
    const referrers: (string | undefined)[] = [];
    await page.route('https://pictures.example/**', async (route) => {
      referrers.push(route.request().headers()['referer']);
      await route.fulfill({ contentType: 'image/png', body: Buffer.from(dot, 'base64') });
    });
    const { user, asUser } = panesOf(page);
    await page.getByRole('button', { name: 'Side by side' }).click();
    await asUser('my router blinks red');
    await user
      .getByRole('button', { name: /that's it|router blinks/ })
      .first()
      .click();
    for (const platform of ['Slack', 'Discord', 'Teams']) {
      const picture = user
        .locator('.bot-message')
        .last()
        .getByRole('group', { name: platform })
        .getByAltText('The back of the router');
      await picture.waitFor();
      expect([
        platform,
        await picture.evaluate((img) => img instanceof HTMLImageElement && img.naturalWidth),
      ]).toEqual([platform, 1]);
    }
    expect(referrers.length).toBeGreaterThan(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(new Set(referrers)).toEqual(new Set([undefined]));
    await close();
  }, 60_000);

  it('speaks every language that there is a file for', async () => {
    const { page, close } = await openPage(browser, unstuck.url, { locale: 'pt-BR' });
    await page.getByText('Ainda não há casos').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('pt');
    await page.getByRole('button', { name: /^ES/ }).click();
    await page.getByText('Todavía no hay casos').waitFor();
    await page.getByRole('button', { name: /^EN/ }).click();
    await page.getByText('No case yet').waitFor();
    await close();
  }, 30_000);

  it('gives each pane a tab on a phone, and says where something is new', async () => {
    const { page, close } = await openPage(browser, unstuck.url, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const { agent, admin, user, pack } = panesOf(page);
    const tab = (name: RegExp) => page.getByRole('tab', { name });
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    await page.getByLabel('Your message').fill('human please');
    await page.keyboard.press('Enter');
    await tab(/^Agent\s*new$/).tap();
    await pack.waitFor();
    expect(await tab(/^Agent$/).count()).toBe(1);
    expect([await fits(), await accessibilityProblems(page)]).toEqual([true, []]);
    await press(pack, /^Claim$/);
    await tab(/^User\s*new$/).waitFor();
    await agent.page().keyboard.press('Tab');
    await tab(/^Agent$/).focus();
    await page.keyboard.press('ArrowRight');
    await admin.getByText('Run it from here').waitFor();
    expect([await fits(), await accessibilityProblems(page)]).toEqual([true, []]);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await user.getByText(/has your case/).waitFor();
    await close();
  }, 60_000);

  it('makes nobody an admin of a server that others can reach, until they bring the code or a key', async () => {
    const port = await freePort();
    const open = await startUnstuck({
      dataDir: folder(),
      env: { PUBLIC_URL: 'http://unstuck.example', PLAYGROUND: 'on', PORT: String(port) },
    });
    try {
      const [, code = ''] = /claim ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(open.printed()) ?? [];
      const own = `http://127.0.0.1:${port}`;
      for (const { given, wrong } of [
        { given: `/troubleshoot-admin claim ${code}`, wrong: 'claim AAAA-AAAA' },
        { given: adminKey, wrong: 'not-the-key-at-all' },
      ]) {
        const { page, close } = await openPage(browser, own);
        const { admin, answer, asAdmin } = panesOf(page);
        await admin.getByText('For the admins of this server').waitFor();
        expect(await page.getByLabel('Command for admins').count()).toBe(0);
        expect(await accessibilityProblems(page)).toEqual([]);
        await admin.getByLabel('Code or key').fill(wrong);
        await admin.getByRole('button', { name: 'Let me in' }).click();
        await admin.getByRole('alert').waitFor();
        await admin.getByLabel('Code or key').fill(given);
        await admin.getByRole('button', { name: 'Let me in' }).click();
        await page.getByLabel('Command for admins').waitFor();
        await asAdmin('stats');
        await answer.getByText('Help rate').waitFor();
        await close();
      }
    } finally {
      await open.end('SIGTERM');
    }
  }, 60_000);
});
