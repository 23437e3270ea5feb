import type { Address, PreKey } from './wire/message.ts';

/** The public keys that let a stranger start a session with one device. */
export interface PreKeyBundle {
  readonly address: Address;
  readonly registrationID: number;
  readonly signedPreKey: Uint8Array;
  /** A key that the server hands out only once; undefined if the device has none left. */
  readonly oneTimePreKey: Uint8Array | undefined;
}

/** The bundles of an answer; a PreKey without an Address is ignored. */
export function bundles(preKeys: readonly PreKey[]): readonly PreKeyBundle[] {
  return preKeys.flatMap(({ address, registrationID, signedPreKey, oneTimePreKey }) =>
    address ? [{ address, registrationID, signedPreKey, oneTimePreKey: oneTimePreKey.length > 0 ? oneTimePreKey : undefined }] : [],
  );
}
