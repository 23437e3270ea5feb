import { addressKey } from '../../src/index.ts';
import type { Address, DeviceDirectory, Message, PreKeyBundle } from '../../src/index.ts';
import { Queue } from './queue.ts';
import type { Received } from './scripted-socket.ts';

/** An app's record of devices, in memory. */
export class RecordedDevices implements DeviceDirectory {
  /** The deviceIDs of each change. */
  readonly changes = new Queue<readonly number[]>('a change');
  readonly #devices = new Map<string, Map<number, number>>();

  with({ userID, deviceID }: Address, registrationID: number): this {
    const user = keyOf(userID);
    this.#devices.set(user, new Map([...(this.#devices.get(user) ?? []), [deviceID, registrationID]]));
    return this;
  }

  known(userID: Uint8Array): ReadonlyMap<number, number> {
    return this.#devices.get(keyOf(userID)) ?? new Map();
  }

  changed(_: Uint8Array, bundles: readonly PreKeyBundle[]): void | Promise<void> {
    bundles.forEach(({ address, registrationID }) => this.with(address, registrationID));
    this.changes.add(bundles.map(({ address }) => address.deviceID));
  }
}

function keyOf(userID: Uint8Array): string {
  return addressKey({ userID, deviceID: 0 });
}

/** The only PreKey that answers this request. */
export function preKey(request: Received<'requestPreKeys'>, deviceID: number, registrationID: number): Message {
  return onePreKey(request, { userID: request.payload.userID, deviceID }, registrationID, 1);
}

/** One of the PreKeys that answer this request. */
export function onePreKey({ sequence }: Received<'requestPreKeys'>, address: Address, registrationID: number, answerSize: number): Message {
  const key = Uint8Array.of(1);
  return { sequence, payload: { type: 'preKey', address, registrationID, signedPreKey: key, oneTimePreKey: key, answerSize } };
}
