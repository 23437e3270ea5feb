import { Identity } from 'messaging-server-client';
import { TOKEN_BYTES } from './content.ts';
import { generateDeviceKeys } from './sealing.ts';
import type { Account, Store } from './store.ts';

/** Each user has one device in this example. */
export const DEVICE_ID = 1;
/** Signal's registration ids have 14 bits. */
const REGISTRATION_IDS = 0x3fff;

/** The account in this store, which is created the first time. */
export async function loadAccount(store: Store): Promise<Account> {
  const found = await store.account();
  if (found !== undefined) {
    return found;
  }
  const created = await createAccount();
  await store.saveAccount(created);
  // Browsers may delete what pages store once the disk is full; the identity must stay.
  void navigator.storage.persist();
  return created;
}

async function createAccount(): Promise<Account> {
  const identity = await Identity.generate({ extractable: false });
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return {
    identity: identity.keys,
    deviceKeys: await generateDeviceKeys(),
    registrationID: 1 + (random % REGISTRATION_IDS),
    token: crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)),
    woken: false,
  };
}
