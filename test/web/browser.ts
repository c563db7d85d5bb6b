import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { oncePerRun } from '../support/test-run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Why there is no browser to test with; `null` where there is one. */
export const noBrowser = existsSync(executablePath)
  ? null
  : `no browser at ${executablePath}: set CHROMIUM_PATH to a Chromium`;

/** Builds the page to where the server looks for it, once for all tests of a run. */
export const buildPage = (): Promise<boolean> =>
  oncePerRun('page', async () => {
    const vite = `${root}/node_modules/vite/bin/vite.js`;
    const config = 'adapters/web/page/vite.config.ts';
    await promisify(execFile)(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn'], {
      cwd: root,
    });
    return true;
  });

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A page as a person has it, and everything it complained about or asked of somebody else. */
export const openPage = async (
  browser: Browser,
  url: string,
  { path, ...how }: BrowserContextOptions & { readonly path?: string } = {},
) => {
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...how,
  });
  await context.addInitScript(axeSource);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) complaints.push(`asked ${request.url()}`);
  });
  await page.goto(url + (path ?? ''));
  if (path === undefined) await page.locator('.hero').waitFor();
  return { page, complaints, close: () => context.close() };
};

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong, each rule with the elements it is about. */
export const accessibilityProblems = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });

/** A port that is free now, for a server that is to come back at the same address. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};
