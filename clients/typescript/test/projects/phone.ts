import 'react-native';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { userIDOf } from 'messaging-server-client';
import { hello } from './hello';

// What phone-host.mjs gives. There is no WebCrypto here.
declare const phone: { readonly server: string; readonly seed: Uint8Array; told(text: string): void };

const { server, seed } = phone;
hello({ servers: server, sha256 }, { userID: userIDOf(ed25519.getPublicKey(seed)), sign: (login) => ed25519.sign(login, seed) })
  .catch((failure: unknown) => `failed: ${failure}`)
  .then((text) => phone.told(text));
