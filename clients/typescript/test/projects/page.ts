import { Identity } from 'messaging-server-client';
import { hello } from './hello.js';

// Tells the web server of page-host.mjs how it went.
Identity.generate({ extractable: false })
  .then((identity) => hello({ servers: decodeURIComponent(location.hash.slice(1)) }, identity))
  .catch((failure: unknown) => `failed: ${failure}`)
  .then((text) => fetch('/result', { method: 'POST', body: text }));
