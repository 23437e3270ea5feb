import { Aci, ProtocolAddress } from '@signalapp/libsignal-client';
import { sha256, utf8 } from './bytes.ts';

const CONTEXT = utf8('example.org signal-chat name 1\0');
const UUID_BYTES = 16;
const LAST_DEVICE_ID = 127;

/**
 * The name of a user in libsignal: a UUID made from the userID, which is the identity key. So a name belongs to one key forever, and anyone can
 * check whether the two belong together.
 */
export function nameOf(userID: Uint8Array): Aci {
  return Aci.fromUuidBytes(sha256(CONTEXT, userID).subarray(0, UUID_BYTES));
}

/** One device in libsignal. */
export function protocolAddress(userID: Uint8Array, deviceID: number): ProtocolAddress {
  return ProtocolAddress.new(nameOf(userID), deviceID);
}

/** Whether libsignal accepts this number of a device. The server would take any `uint32`. */
export function isDeviceID(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= LAST_DEVICE_ID;
}
