// Opens a page with one script in Chromium, and prints what the page tells: page-host.mjs SCRIPT SERVER PORT
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATIENCE_MILLIS = 60_000;
const [script, server, port] = process.argv.slice(2);
const { promise: result, resolve: told } = deferred();
const web = createServer(async (request, response) => {
  if (request.url === '/result') {
    told(Buffer.concat(await request.toArray()).toString());
    response.end();
  } else if (request.url === '/page.js') {
    response.setHeader('content-type', 'text/javascript').end(await readFile(script));
  } else {
    response.setHeader('content-type', 'text/html').end('<!doctype html><script type="module" src="/page.js"></script>');
  }
});
await once(web.listen(Number(port), '127.0.0.1'), 'listening');
const profile = await mkdtemp(join(tmpdir(), 'page-host-'));
const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', `--user-data-dir=${profile}`];
const chromium = spawn('chromium', [...flags, `http://localhost:${port}/#${encodeURIComponent(server)}`], { stdio: 'ignore' });
const gone = once(chromium, 'exit');
const impatience = setTimeout(() => told('failed: the page told nothing'), PATIENCE_MILLIS);
console.log(await result);
clearTimeout(impatience);
chromium.kill();
await gone;
web.close();
web.closeAllConnections();
await rm(profile, { recursive: true, force: true, maxRetries: 10 });

function deferred() {
  let resolve;
  return { promise: new Promise((settle) => (resolve = settle)), resolve };
}
