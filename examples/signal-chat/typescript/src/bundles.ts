import { fromBinary } from '@bufbuild/protobuf';
import { KEMPublicKey, PreKeyBundle, PublicKey } from '@signalapp/libsignal-client';
import type { PreKeyBundle as Served } from 'messaging-server-client';
import { copy, equal } from './bytes.ts';
import { isDeviceID } from './names.ts';
import { verified } from './signed.ts';
import { DeviceKeysSchema, OneTimeKeysSchema } from './wire/signal-chat_pb.ts';
import type { Owner, PublicPreKey } from './wire/signal-chat_pb.ts';

/** The server has handed out keys that are not those of the device that it names. */
export class FalseKeysError extends Error {
  override readonly name = 'FalseKeysError';
}

/**
 * What the server has handed out, as libsignal takes it: with the one-time keys or, if there are none, with the last-resort Kyber key.
 *
 * @throws FalseKeysError unless the user has signed all keys for this device and this registration
 */
export function openBundle(userID: Uint8Array, served: Served): PreKeyBundle {
  try {
    return bundle(userID, served);
  } catch (cause) {
    throw new FalseKeysError('the server handed out keys that this user has not signed for this device', { cause });
  }
}

function bundle(userID: Uint8Array, { address, registrationID, signedPreKey, oneTimePreKey }: Served): PreKeyBundle {
  const expected = { userID, deviceID: address.deviceID, registrationID };
  const device = fromBinary(DeviceKeysSchema, verified(userID, 'deviceKeys', signedPreKey));
  const once = oneTimePreKey && fromBinary(OneTimeKeysSchema, verified(userID, 'oneTimeKeys', oneTimePreKey));
  if (!equal(address.userID, userID) || !isDeviceID(address.deviceID) || ![device, ...(once ? [once] : [])].every((keys) => isOf(keys.owner, expected))) {
    throw new Error('the keys belong to another device');
  }
  const ec = present(device.ec);
  const kyber = present(once ? once.kyber : device.lastResortKyber);
  return PreKeyBundle.new(
    registrationID,
    address.deviceID,
    once ? present(once.ec).id : null,
    once ? ecKey(present(once.ec)) : null,
    ec.id,
    ecKey(ec),
    copy(ec.signature),
    PublicKey.deserialize(copy(userID)),
    kyber.id,
    KEMPublicKey.deserialize(copy(kyber.publicKey)),
    copy(kyber.signature),
  );
}

function isOf(owner: Owner | undefined, expected: Pick<Owner, 'userID' | 'deviceID' | 'registrationID'>): boolean {
  return (
    owner !== undefined &&
    equal(owner.userID, expected.userID) &&
    owner.deviceID === expected.deviceID &&
    owner.registrationID === expected.registrationID
  );
}

function ecKey({ publicKey }: PublicPreKey): PublicKey {
  return PublicKey.deserialize(copy(publicKey));
}

function present(key: PublicPreKey | undefined): PublicPreKey {
  if (!key) {
    throw new Error('a key is missing');
  }
  return key;
}
