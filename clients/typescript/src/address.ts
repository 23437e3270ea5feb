import type { Address } from './wire/message.ts';

const USER_ID_LENGTH = 33;
const LAST_DEVICE_ID = 0xffffffff;

/**
 * Creates an Address.
 *
 * @throws TypeError if the userID does not have 33 bytes, or the deviceID is not an unsigned 32-bit number
 */
export function address(userID: Uint8Array, deviceID: number): Address {
  if (userID.length !== USER_ID_LENGTH) {
    throw new TypeError('a userID must have 33 bytes');
  }
  if (!Number.isInteger(deviceID) || deviceID < 0 || deviceID > LAST_DEVICE_ID) {
    throw new TypeError('a deviceID must be an unsigned 32-bit number');
  }
  return { userID, deviceID };
}

/** A key of a Map, equal for equal users. It reveals the user: never log it. */
export function userKey(userID: Uint8Array): string {
  return String.fromCharCode(...userID);
}

/** A key of a Map, equal for equal Addresses. It reveals the Address: never log it. */
export function addressKey({ userID, deviceID }: Address): string {
  return userKey(userID) + deviceID;
}
