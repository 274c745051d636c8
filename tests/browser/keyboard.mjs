// Works on a case by keyboard alone: sign in, open it, take it, answer it, close it. Only Tab, Enter and letters.
//
//   node keyboard.mjs < {"url": "...", "token": "...", "number": "...", "text": "...", "headers": {}}
//
// Each step is reached by Tab from the beginning of the page, and what has the focus must show it.

import { chromium } from 'playwright-core';

const task = JSON.parse(await readStdin());
const problems = [];
let steps = 0;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-sync'],
});
try {
  const context = await browser.newContext({
    locale: 'pl-PL', reducedMotion: 'reduce', viewport: { width: 1280, height: 800 }, extraHTTPHeaders: task.headers,
  });
  const tab = await context.newPage();
  tab.setDefaultTimeout(15000);
  await tab.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  tab.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  tab.on('pageerror', (error) => problems.push(`page error: ${error.message}`));

  await tab.goto(`${task.url}/login?next=/cases`, { waitUntil: 'load' });
  await reach(tab, 'the token', '[name="token"]');
  await tab.keyboard.type(task.token);
  await enter(tab);
  step(tab, 'signed in', /\/cases$/);

  await reach(tab, 'the case', `a[href*="/cases/${task.number}"]`);
  await enter(tab);
  step(tab, 'opened', new RegExp(`/cases/${task.number}`));

  await reach(tab, 'take', 'form:has([name="do"][value="take"]) button');
  await enter(tab);
  step(tab, 'taken', /done=taken/);

  await reach(tab, 'the answer', '#reply-text');
  await tab.keyboard.press('Control+A');
  await tab.keyboard.type(task.text);
  await reach(tab, 'send', 'form:has([name="do"][value="reply"]) button');
  await enter(tab);
  step(tab, 'answered', /done=replied/);

  await reach(tab, 'close', 'form:has([name="do"][value="close"]) button');
  await enter(tab);
  step(tab, 'closed', /done=closed/);
} catch (error) {
  problems.push(error.message);
} finally {
  await browser.close();
}
for (const problem of problems) console.log(`problem: ${problem}`);
console.log(`${steps} steps, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** Goes on by Tab until something has the focus; it must be seen that it has. */
async function reach(tab, what, selector) {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    const found = await tab.evaluate((selector) => {
      const focused = document.activeElement;
      if (!focused?.matches(selector)) return null;
      const style = getComputedStyle(focused);
      const box = focused.getBoundingClientRect();
      return {
        shown: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
      };
    }, selector);
    if (found) {
      if (!found.shown) problems.push(`${what}: that it has the focus does not show`);
      if (!found.seen) problems.push(`${what}: it has the focus and is out of sight`);
      return;
    }
    await tab.keyboard.press('Tab');
  }
  throw new Error(`${what} cannot be reached by Tab`);
}

async function enter(tab) {
  await Promise.all([tab.waitForNavigation({ waitUntil: 'load' }), tab.keyboard.press('Enter')]);
}

function step(tab, what, address) {
  if (!address.test(tab.url())) throw new Error(`not ${what}: it is ${tab.url()}`);
  steps += 1;
}

async function readStdin() {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  return text;
}
