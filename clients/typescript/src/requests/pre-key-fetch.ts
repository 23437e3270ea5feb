import { userKey } from '../address.ts';
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

/** Fetches the keys of devices, as soon as there is a socket. Ignores bundles that were not requested, whatever a server sends. */
export async function fetchPreKeys(requests: Requests, userID: Uint8Array, options: PreKeysOptions): Promise<readonly PreKeyBundle[]> {
  const request = requestPreKeys(userID, options);
  const answer = await requests.send(request, 'preKey', options.devices ?? Infinity);
  return bundles(answer).filter((bundle) => isRequested(bundle, request));
}

function isRequested({ address, registrationID }: PreKeyBundle, request: RequestPreKeys): boolean {
  const { knownDeviceIDs, knownRegistrationIDs, onlyDeviceIDs } = request;
  const known = knownDeviceIDs.indexOf(address.deviceID);
  const isNew = known < 0 || (knownRegistrationIDs[known] ?? registrationID) !== registrationID;
  const isIncluded = onlyDeviceIDs.length === 0 || onlyDeviceIDs.includes(address.deviceID);
  return userKey(address.userID) === userKey(request.userID) && isIncluded && isNew;
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
