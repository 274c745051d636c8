// Takes the pictures of the README, docs/images/*.png.
//
//   cargo run -p sledz-messages --example preview -- DIR
//   cargo demo            (in another terminal; it prints the addresses)
//   cargo run -p sledz-page --example render -- PAGES
//   node screenshots.mjs --messages DIR --numbers PAGES --mailbox http://127.0.0.1:3025 --page http://127.0.0.1:3000/z/...
//
// Each option by itself takes its own pictures. CHROMIUM names the browser, if it is not /usr/bin/chromium.

import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const IMAGES = resolve(import.meta.dirname, '../../docs/images');
const LIMIT = 220 * 1024;
const PHONE = { width: 390, height: 780 };

const text = { type: 'string' };
const { values: from } = parseArgs({ options: { messages: text, numbers: text, mailbox: text, page: text } });

const pictures = [];
if (from.messages) {
  const mail = (name) => pathToFileURL(join(resolve(from.messages), `${name}.html`)).href;
  pictures.push(
    { name: 'mail', url: mail('pl-shipped'), colorScheme: 'light', viewport: { width: 640, height: 400 } },
    { name: 'mail-phone-dark', url: mail('pl-ready_for_pickup'), colorScheme: 'dark', viewport: PHONE },
  );
}
if (from.numbers) {
  const url = pathToFileURL(join(resolve(from.numbers), 'pl-kpi-month.html')).href;
  pictures.push({ name: 'numbers', url, colorScheme: 'light', viewport: { width: 1180, height: 2060 }, scale: 0.65, cut: true });
}
if (from.mailbox) {
  const url = `${from.mailbox.replace(/\/$/, '')}/?channel=mail`;
  pictures.push({ name: 'mailbox', url, colorScheme: 'light', viewport: { width: 760, height: 560 }, cut: true });
}
if (from.page) {
  pictures.push({ name: 'tracking-page', url: from.page, colorScheme: 'light', viewport: PHONE, scale: 1 });
}
if (pictures.length === 0) {
  console.error('nothing to take a picture of: name --messages, --numbers, --mailbox or --page');
  process.exit(1);
}

await mkdir(IMAGES, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});
try {
  for (const picture of pictures) await take(picture);
} finally {
  await browser.close();
}

/** All of a page, or as much of it as a screen shows. */
async function take({ name, url, colorScheme, viewport, scale = 1.25, cut }) {
  const context = await browser.newContext({
    locale: 'pl-PL', reducedMotion: 'reduce', javaScriptEnabled: false, deviceScaleFactor: scale, colorScheme, viewport,
  });
  const tab = await context.newPage();
  const response = await tab.goto(url, { waitUntil: 'load' });
  if (url.startsWith('http') && !response.ok()) throw new Error(`${name}: the page answered ${response.status()}`);
  const path = join(IMAGES, `${name}.png`);
  await tab.screenshot({ path, fullPage: !cut });
  await context.close();
  const { size } = await stat(path);
  console.log(`${name}.png: ${Math.ceil(size / 1024)} KB`);
  if (size > LIMIT) throw new Error(`${name}.png is larger than ${LIMIT / 1024} KB`);
}
