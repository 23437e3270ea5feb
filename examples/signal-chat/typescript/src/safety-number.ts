import { Fingerprint, PublicKey } from '@signalapp/libsignal-client';
import { copy } from './bytes.ts';

/** As Signal computes it, so that guessing a number costs as much. */
const ITERATIONS = 5200;
const VERSION = 2;

/** Sixty digits that are the same for both users, and differ if somebody stands between them. */
export function safetyNumber(ownID: Uint8Array, otherID: Uint8Array): string {
  const [own, other] = [copy(ownID), copy(otherID)];
  const fingerprint = Fingerprint.new(ITERATIONS, VERSION, own, PublicKey.deserialize(own), other, PublicKey.deserialize(other));
  const digits = fingerprint.displayableFingerprint().toString();
  return (digits.match(/.{5}/g) ?? []).join(' ');
}
