import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { IdentityKeyPair, PublicKey } from '@signalapp/libsignal-client';
import type { PrivateKey } from '@signalapp/libsignal-client';
import { MessagingClient } from 'messaging-server-client';
import type { AnonymousConnection } from 'messaging-server-client';
import { WebSocket } from 'ws';
import { Account } from './account.ts';
import { copy } from './bytes.ts';
import type { Directory } from './directory.ts';
import type { Journal } from './journal.ts';
import { beginWith, keepsakesOf } from './keepsakes.ts';
import { decodeLink, encodeLink } from './links.ts';
import { isDeviceID } from './names.ts';
import { ownTokens } from './tokens.ts';
import { ProvisioningSchema } from './wire/signal-chat_pb.ts';
import type { Provisioning } from './wire/signal-chat_pb.ts';

/** Names the purpose in the encryption: what is sealed for another purpose does not open. */
const PURPOSE = 'example.org signal-chat provisioning 1';

/**
 * Makes this new device one of a user: shows a link, as a QR code, and waits until a device of the user has scanned it.
 *
 * The link names an ephemeral user, who lives only for this. Its key is in the link and the link passes from screen to camera, so nobody between can
 * read the answer or exchange the key.
 */
export async function becomeDevice(servers: string | readonly string[], journal: Journal, show: (link: string) => void): Promise<Account> {
  const ephemeral = Account.begin();
  const answer = new Answer(ephemeral.identity.privateKey);
  const preKeys = { registrationID: ephemeral.registrationID, signedPreKey: ephemeral.userID, oneTimePreKeys: async () => [] };
  const onMessage = (sealed: Uint8Array): void => answer.received(sealed);
  const receiver = new MessagingClient({ servers, WebSocket }).authenticated({ identity: ephemeral.signer, deviceID: 1, preKeys, onMessage });
  try {
    await receiver.connectOnce();
    await receiver.register(0);
    show(encodeLink('device', ephemeral.userID));
    const { identityKeyPair, deviceID, keepsakes, ownTokens: tokens } = await answer.arrived;
    const account = Account.begin(IdentityKeyPair.deserialize(copy(identityKeyPair)), deviceID);
    await journal.transaction((transaction) => beginWith(transaction, account, keepsakes, tokens?.tokens));
    await receiver.unregister();
    return account;
  } finally {
    await receiver.close();
  }
}

/** The first message that opens; any other sender has not seen the link. */
class Answer {
  readonly arrived: Promise<Provisioning>;
  readonly #privateKey: PrivateKey;
  #resolve: (provisioning: Provisioning) => void = () => {};

  constructor(privateKey: PrivateKey) {
    this.#privateKey = privateKey;
    this.arrived = new Promise((resolve) => (this.#resolve = resolve));
  }

  received(sealed: Uint8Array): void {
    try {
      this.#resolve(fromBinary(ProvisioningSchema, this.#privateKey.open(copy(sealed), PURPOSE)));
    } catch {
      // Acked, and dropped.
    }
  }
}

/** Passes this user's identity and what the device needs to know to the one that shows this link; returns its number. */
export async function linkDevice(
  account: Account,
  journal: Journal,
  directory: Directory,
  sender: AnonymousConnection,
  link: string,
): Promise<number> {
  const { userID } = decodeLink('device', link);
  const deviceID = await freeDeviceID(account, journal, directory);
  const identityKeyPair = account.identity.serialize();
  const provisioning = create(ProvisioningSchema, {
    identityKeyPair,
    deviceID,
    keepsakes: keepsakesOf(journal),
    ownTokens: { tokens: [...ownTokens.all(journal)] },
  });
  await sender.send({ userID, deviceID: 1 }, PublicKey.deserialize(userID).seal(copy(toBinary(ProvisioningSchema, provisioning)), PURPOSE));
  return deviceID;
}

/** A number that no device of the user has, nor one that this device has linked before. */
function freeDeviceID(account: Account, journal: Journal, directory: Directory): Promise<number> {
  return journal.transaction((transaction) => {
    const linked = transaction.keys('linked/').map((key) => Number(key.slice('linked/'.length)));
    const taken = new Set([account.deviceID, ...directory.devices(transaction, account.userID).map(({ deviceID }) => deviceID), ...linked]);
    let deviceID = 1;
    while (taken.has(deviceID)) {
      deviceID++;
    }
    if (!isDeviceID(deviceID)) {
      throw new Error('there is no free number for another device');
    }
    transaction.set(`linked/${deviceID}`, 'true');
    return deviceID;
  });
}
