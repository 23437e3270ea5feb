// Two users, one message: node examples/hello.mjs [ws://localhost:8080/api]
import { WebSocket } from 'ws';
import { Identity, MessagingClient } from 'messaging-server-client';

const client = new MessagingClient({ servers: process.argv[2] ?? 'ws://localhost:8080/api', WebSocket });
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

// An app keeps all of these; the server sees the public halves only. Here they are random bytes, as nothing is encrypted.
const preKeys = {
  registrationID: 1,
  signedPreKey: random(33),
  oneTimePreKeys: async (count) => Array.from({ length: count }, () => random(33)),
};

// Alice: one device, that says who it is.
let heard;
const said = new Promise((resolve) => (heard = resolve));
const alice = client.authenticated({
  identity: await Identity.generate(),
  deviceID: 1,
  preKeys,
  // Store the message before the promise is kept: then the server forgets it.
  onMessage: async (sealedMessage) => heard(new TextDecoder().decode(sealedMessage)),
});
try {
  await alice.connectOnce();
} catch (cause) {
  console.error(`no connection: ${cause.message}`);
  process.exit(1);
}
await alice.register(100);

// A stranger, who never says who it is.
const stranger = client.anonymous();
await stranger.connect();
for (const bundle of await stranger.preKeys(alice.address.userID)) {
  // An app seals the message with the bundle's keys.
  await stranger.send(bundle.address, new TextEncoder().encode('hello'));
}

console.log(`Alice got: ${await said}`);
await alice.unregister();
await Promise.all([alice.close(), stranger.close()]);
