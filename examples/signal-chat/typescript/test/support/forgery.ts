import {
  ContentHint,
  PrivateKey,
  PublicKey,
  SenderCertificate,
  ServerCertificate,
  UnidentifiedSenderMessageContent,
  sealedSenderEncrypt,
  signalEncrypt,
} from '@signalapp/libsignal-client';
import type { Account } from '../../src/account.ts';
import type { Bytes } from '../../src/bytes.ts';
import type { Journal } from '../../src/journal.ts';
import { nameOf, protocolAddress } from '../../src/names.ts';
import { Stores } from '../../src/stores.ts';

/** A device with a session with the recipient. */
interface Attacker {
  readonly account: Account;
  readonly journal: Journal;
}

type Recipient = Pick<Account, 'userID' | 'deviceID'>;

/** A message that the attacker has sealed with their own key beside the victim's name. */
export async function sealedAs(victim: Account, attacker: Attacker, to: Recipient, plaintext: Bytes): Promise<{ issuer: PrivateKey; sealed: Bytes }> {
  const forged = certificate(victim.userID, attacker.account.userID);
  return { issuer: forged.issuer, sealed: await sealedWith(forged.certificate, victim, attacker, to, plaintext) };
}

export function certificate(named: Bytes, key: Bytes): { issuer: PrivateKey; certificate: SenderCertificate } {
  const issuer = PrivateKey.generate();
  const server = ServerCertificate.new(1, issuer.getPublicKey(), issuer);
  const publicKey = PublicKey.deserialize(key);
  return { issuer, certificate: SenderCertificate.new(nameOf(named), null, 1, publicKey, Date.now() + 60_000, server, issuer) };
}

export async function sealedWith(certificate_: SenderCertificate, victim: Account, attacker: Attacker, to: Recipient, plaintext: Bytes): Promise<Bytes> {
  return attacker.journal.transaction(async (transaction) => {
    const { sessions, identities } = new Stores(attacker.account, transaction);
    const recipient = protocolAddress(to.userID, to.deviceID);
    // Names are authenticated inside as well, but the attacker chooses them.
    const encrypted = await signalEncrypt(plaintext, recipient, protocolAddress(victim.userID, 1), sessions, identities);
    const content = UnidentifiedSenderMessageContent.new(encrypted, certificate_, ContentHint.Default, null);
    return sealedSenderEncrypt(content, recipient, identities);
  });
}
