// Serves the pages that `cargo run -p sledz-page --example render -- DIR` wrote, each with its
// Content-Security-Policy, and checks them.
//
//   node preview.mjs DIR [--only REGEX] [options of check.mjs]
//   node preview.mjs DIR --serve          (only serves them, on a port it names)

import { spawn } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [directory, ...rest] = process.argv.slice(2);
const names = (await readdir(directory)).filter((name) => name.endsWith('.html')).map((name) => name.slice(0, -5)).sort();

const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  const name = request.method === 'POST' ? 'pl-form-refused' : path.slice(1);
  if (!names.includes(name)) return response.writeHead(404).end();
  const [html, csp] = await Promise.all(['html', 'csp'].map((kind) => readFile(join(directory, `${name}.${kind}`))));
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': csp.toString(),
    'referrer-policy': 'no-referrer',
  });
  response.end(html);
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const origin = `http://127.0.0.1:${server.address().port}`;

if (rest.includes('--serve')) {
  console.log(names.map((name) => `${origin}/${name}`).join('\n'));
} else {
  const at = rest.indexOf('--only');
  const only = new RegExp(at < 0 ? '' : rest.splice(at, 2)[1]);
  const pages = names.filter((name) => only.test(name)).map((name) => ({ name, url: `${origin}/${name}` }));
  pages.push({
    name: 'form', url: `${origin}/pl-form`, form: { number: '1001', contact: 'jan@example.com' },
    expect_url: '/sledz-zamowienie$', expect_status: 200,
  });
  const checks = spawn(process.execPath, [join(import.meta.dirname, 'check.mjs'), ...rest], { stdio: ['pipe', 'inherit', 'inherit'] });
  checks.stdin.end(JSON.stringify(pages));
  checks.on('exit', (code) => {
    server.close();
    process.exitCode = code ?? 1;
  });
}
