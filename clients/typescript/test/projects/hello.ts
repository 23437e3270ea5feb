import { MessagingClient } from 'messaging-server-client';
import type { ClientOptions, PreKeySource, Signer } from 'messaging-server-client';

const PRE_KEYS: PreKeySource = {
  registrationID: 1,
  signedPreKey: new Uint8Array(33),
  oneTimePreKeys: async (count) => Array.from({ length: count }, (_, index) => new Uint8Array(33).fill(index)),
};

/** One user logs in and registers keys, and another one fetches a key and sends a message; returns what the first one received, as an app does. */
export async function hello(options: ClientOptions, identity: Signer): Promise<string> {
  const client = new MessagingClient(options);
  let heard: (text: string) => void;
  const received = new Promise<string>((resolve) => (heard = resolve));
  const alice = client.authenticated({ identity, deviceID: 1, preKeys: PRE_KEYS, onMessage: (sealed) => heard(String.fromCharCode(...sealed)) });
  await alice.connectOnce();
  await alice.register(100);
  const bob = client.anonymous();
  await bob.connectOnce();
  for (const bundle of await bob.preKeys(identity.userID)) {
    await bob.send(bundle.address, Uint8Array.from('hello', (char) => char.charCodeAt(0)));
  }
  const text = await received;
  await Promise.all([alice.close(), bob.close()]);
  return text;
}
