// Serves dist/ on this machine. Any web server can; it has to send the same Content-Security-Policy, and config.json.
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';

const HELP = `usage: node serve.mjs [--port 8090] [--server ws://localhost:8080/api]
  --port    of this page, on localhost
  --server  URL of the messaging server; its http.allowedOrigins must have the page's origin`;
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    port: { type: 'string', default: '8090' },
    server: { type: 'string', default: 'ws://localhost:8080/api' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}

/** Nothing but these files is served, whatever the path of a request says. */
const dist = join(import.meta.dirname, 'dist');
const files = new Map();
for (const name of await readdir(dist)) {
  files.set(`/${name}`, { type: TYPES[extname(name)], content: await readFile(join(dist, name)) });
}
files.set('/', files.get('/index.html'));
files.set('/config.json', { type: TYPES['.json'], content: JSON.stringify({ server: values.server }) });

const server = new URL(values.server);
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "manifest-src 'self'",
  "worker-src 'self'",
  `connect-src 'self' ${server.origin} ${server.origin.replace(/^ws/, 'http')}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
const headers = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': policy,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

createServer((request, response) => {
  const file = files.get(request.url?.split('?', 1)[0]);
  if (file === undefined || !['GET', 'HEAD'].includes(request.method)) {
    response.writeHead(404, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Type': file.type });
  response.end(request.method === 'HEAD' ? undefined : file.content);
}).listen(Number(values.port), 'localhost', function () {
  console.log(`http://localhost:${this.address().port}/`);
});
