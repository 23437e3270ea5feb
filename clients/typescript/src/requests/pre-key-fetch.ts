import { bundles } from '../pre-key-bundle.ts';
import type { PreKeyBundle } from '../pre-key-bundle.ts';
import type { RequestPreKeys } from '../wire/message.ts';
import type { Requests } from './requests.ts';

/** Which devices of a user to fetch the keys of. Anything but `known` and `devices` needs the second version of the protocol. */
export interface PreKeysOptions {
  /** Devices to omit. */
  readonly known?: readonly number[];
  /** Devices to omit unless they have another registrationID by now: the registrationID of each deviceID. Replaces `known`. */
  readonly knownRegistrations?: ReadonlyMap<number, number>;
  /** The only devices to ask for; an empty list means all. */
  readonly only?: readonly number[];
  /** Number of other devices, if you know it: in the first version of the protocol the answer is complete as soon as that many bundles have arrived. */
  readonly devices?: number;
  /** One of the user's 32-byte delivery tokens, without which the asker is a stranger. */
  readonly deliveryToken?: Uint8Array;
}

const NO_TOKEN = new Uint8Array(0);

/** Fetches the keys of devices, as soon as there is a socket. */
export async function fetchPreKeys(requests: Requests, userID: Uint8Array, options: PreKeysOptions): Promise<readonly PreKeyBundle[]> {
  return bundles(await requests.send(requestPreKeys(userID, options), 'preKey', options.devices ?? Infinity));
}

function requestPreKeys(userID: Uint8Array, options: PreKeysOptions): RequestPreKeys {
  const { known = [], knownRegistrations, only = [], deliveryToken = NO_TOKEN } = options;
  return {
    type: 'requestPreKeys',
    userID,
    knownDeviceIDs: knownRegistrations ? [...knownRegistrations.keys()] : known,
    knownRegistrationIDs: knownRegistrations ? [...knownRegistrations.values()] : [],
    onlyDeviceIDs: only,
    deliveryToken,
  };
}
