// Checks pages in a real browser: accessibility, narrow screens, no script, no foreign request.
//
//   node check.mjs [--screenshots DIR] < pages.json
//
// Standard input is a JSON list of pages:
//   {"name": "...", "url": "...", "expect_status": 200}
//   {"name": "...", "url": "...", "form": {"number": "...", "contact": "..."}, "expect_url": "regex"}
// Fields of a form are filled by their names, and the form is sent without JavaScript.
// `expect_status` is that of the page; after a form it is that of the answer.
// With "fill" in place of "form" the answer to the form is checked as a page is. "headers" go with every request, and
// who has a "token" is signed in first.
//
// CHROMIUM names the browser, if it is not /usr/bin/chromium.

import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
const SCHEMES = ['light', 'dark'];
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };
const NARROW = { width: 320, height: 640 };

const { values: options } = parseArgs({ options: { screenshots: { type: 'string' } } });
const pages = JSON.parse(await readStdin());
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
if (options.screenshots) await mkdir(options.screenshots, { recursive: true });

let passed = 0;
let failed = 0;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic',
    '--no-first-run', '--disable-component-update', '--disable-sync',
  ],
});
try {
  for (const page of pages) await checkPage(page);
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function checkPage(page) {
  if (page.form) {
    await check(`${page.name}: the form works without JavaScript`, () => submits(page));
    return;
  }
  for (const colorScheme of SCHEMES) {
    await check(`${page.name}, ${colorScheme}: opens, and its policy blocks nothing`, () => opens(page, colorScheme));
    await check(`${page.name}, ${colorScheme}: no accessibility violation`, () => accessible(page, colorScheme));
    await check(`${page.name}, ${colorScheme}: fits into 320 px without JavaScript`, () => narrow(page, colorScheme));
    if (options.screenshots) await screenshots(page, colorScheme);
  }
}

/** The page answers as expected, asks only its own origin, and breaks no policy of its own. */
async function opens(page, colorScheme) {
  await within({ ...of(page), colorScheme, viewport: PHONE }, async (tab, problems) => {
    await tab.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    watch(tab, page, problems);
    const response = await open(tab, page);
    expectStatus(response, page, problems);
    const policy = response.headers()['content-security-policy'];
    if (!policy) problems.push('the page has no Content-Security-Policy');
    else if (policy.includes('unsafe-')) problems.push(`the policy is not strict: ${policy}`);
  });
}

/** axe-core finds nothing, on a phone and on a wide screen, with everything unfolded. */
async function accessible(page, colorScheme) {
  for (const viewport of [PHONE, DESKTOP]) {
    // Only here the policy is set aside: axe has to get into the page.
    await within({ ...of(page), colorScheme, viewport, bypassCSP: true }, async (tab, problems) => {
      await open(tab, page);
      await tab.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await tab.evaluate(axe);
      const { violations } = await tab.evaluate(
        (tags) => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } }),
        TAGS,
      );
      for (const violation of violations) {
        const targets = violation.nodes.map((node) => node.target.join(' ')).slice(0, 3);
        problems.push(`${violation.id}: ${violation.help} (${targets.join('; ')}) at ${viewport.width} px`);
      }
    });
  }
}

/** Nothing has to be scrolled sideways on the narrowest phone. */
async function narrow(page, colorScheme) {
  await within({ ...of(page), colorScheme, viewport: NARROW, javaScriptEnabled: false }, async (tab, problems) => {
    await open(tab, page);
    // The devtools protocol still evaluates where the page itself may not.
    const width = await evaluateOutside(tab, 'document.scrollingElement.scrollWidth');
    if (!(width <= NARROW.width)) problems.push(`it is ${width} px wide`);
  });
}

/** What a page needs of the tab that it is opened in. */
function of(page) {
  return { extraHTTPHeaders: page.headers ?? {} };
}

/** Opens a page: signs in first if it has a token, sends its form if that is to be filled. */
async function open(tab, page) {
  if (page.token) {
    await tab.goto(new URL('/login', page.url).href, { waitUntil: 'load' });
    await tab.fill('[name="token"]', page.token);
    await sent(tab, () => tab.press('[name="token"]', 'Enter'));
  }
  const response = await tab.goto(page.url, { waitUntil: 'load' });
  if (!page.fill) return response;
  // What the browser itself would refuse is to be refused by the page.
  await evaluateOutside(tab, 'for (const form of document.forms) form.noValidate = true');
  for (const [name, value] of Object.entries(page.fill)) await tab.fill(`[name="${name}"]`, value);
  return sent(tab, () => tab.click('form [type="submit"]'));
}

/** The page that a form leads to. */
async function sent(tab, send) {
  const isAnswer = (response) =>
    response.request().isNavigationRequest() && !(response.status() >= 300 && response.status() < 400);
  const [response] = await Promise.all([tab.waitForResponse(isAnswer), send()]);
  await tab.waitForLoadState('load');
  return response;
}

/** Filled in and sent without JavaScript, the form leads where it should. */
async function submits(page) {
  await within({ ...of(page), viewport: PHONE, javaScriptEnabled: false }, async (tab, problems) => {
    watch(tab, { ...page, anyStatus: true }, problems);
    await tab.goto(page.url, { waitUntil: 'load' });
    for (const [name, value] of Object.entries(page.form)) await tab.fill(`[name="${name}"]`, value);
    const response = await sent(tab, () => tab.click('form [type="submit"]'));
    if (page.expect_status) expectStatus(response, page, problems);
    if (page.expect_url && !new RegExp(page.expect_url).test(tab.url())) {
      problems.push(`it led to ${withoutToken(tab.url())}`);
    }
  });
}

async function screenshots(page, colorScheme) {
  const name = page.name.replace(/[^\p{L}\p{N}]+/gu, '-').toLowerCase();
  for (const [screen, viewport] of [['phone', PHONE], ['desktop', DESKTOP]]) {
    await within({ ...of(page), colorScheme, viewport, javaScriptEnabled: false }, async (tab) => {
      await open(tab, page);
      await tab.screenshot({ path: join(options.screenshots, `${name}-${screen}-${colorScheme}.png`), fullPage: true });
    });
  }
}

/** Notes console errors, failed requests and requests to other origins. */
function watch(tab, page, problems) {
  const own = new URL(page.url).origin;
  const expected = page.anyStatus ? undefined : (page.expect_status ?? 200);
  tab.on('console', (message) => {
    // An expected error page is an error to the console too.
    const status = /status of (\d+)/.exec(message.text())?.[1];
    const known = status && (page.anyStatus || Number(status) === expected);
    if (message.type() === 'error' && !known) problems.push(`console: ${withoutToken(message.text())}`);
  });
  tab.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  tab.on('requestfailed', (request) => {
    problems.push(`request failed: ${withoutToken(request.url())} (${request.failure()?.errorText})`);
  });
  tab.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.origin !== own) problems.push(`request to another origin: ${url.origin}`);
  });
  tab.on('response', (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) {
      problems.push(`${response.status()} for ${withoutToken(response.url())}`);
    }
  });
}

function expectStatus(response, page, problems) {
  const expected = page.expect_status ?? 200;
  if (response?.status() !== expected) problems.push(`answered ${response?.status()}, not ${expected}`);
}

async function evaluateOutside(tab, expression) {
  const session = await tab.context().newCDPSession(tab);
  const { result } = await session.send('Runtime.evaluate', { expression, returnByValue: true });
  return result.value;
}

/** Runs `work` in a fresh tab; what it finds is thrown as one error. */
async function within(settings, work) {
  const context = await browser.newContext({ locale: 'pl-PL', reducedMotion: 'reduce', ...settings });
  const problems = [];
  try {
    const tab = await context.newPage();
    tab.setDefaultTimeout(15000);
    await work(tab, problems);
  } finally {
    await context.close();
  }
  if (problems.length > 0) throw new Error(problems.join('\n    '));
}

async function check(name, work) {
  try {
    await work();
    passed += 1;
    console.log(`ok: ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED: ${name}\n    ${error.message}`);
  }
}

/** Links to orders are secret: no output holds one whole. */
function withoutToken(url) {
  return url.startsWith('data:') ? 'data:...' : url.replace(/\/z\/[^/?#\s]+/g, '/z/...');
}

async function readStdin() {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return text;
}
