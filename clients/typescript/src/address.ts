import type { Address } from './wire/message.ts';

const USER_ID_LENGTH = 33;
const LAST_DEVICE_ID = 0xffffffff;

/**
 * An address made of its parts.
 *
 * @throws TypeError where the userID is not 33 bytes or the deviceID no unsigned 32-bit number
 */
export function address(userID: Uint8Array, deviceID: number): Address {
  if (userID.length !== USER_ID_LENGTH) {
    throw new TypeError('a userID is 33 bytes');
  }
  if (!Number.isInteger(deviceID) || deviceID < 0 || deviceID > LAST_DEVICE_ID) {
    throw new TypeError('a deviceID is an unsigned 32-bit number');
  }
  return { userID, deviceID };
}

/** Equal for equal addresses, as a key of a Map; says who it is, so it belongs in no log. */
export function addressKey({ userID, deviceID }: Address): string {
  return String.fromCharCode(...userID) + deviceID;
}
