import { Identity } from 'messaging-server-client';
import { WebSocket } from 'ws';
import { hello } from './hello.js';

// An ES module or a CommonJS module, as its project compiles it.
Identity.generate()
  .then((identity) => hello({ servers: process.argv[2] ?? '', WebSocket }, identity))
  .then((text) => console.log(text));
