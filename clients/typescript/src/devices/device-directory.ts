import type { PreKeyBundle } from '../pre-key-bundle.ts';

/** An app's record of the devices that it has sessions with. */
export interface DeviceDirectory {
  /**
   * The devices of this user that the app has sessions with: the registrationID of each deviceID. For the app's own user, the device itself is one
   * of them.
   */
  known(userID: Uint8Array): ReadonlyMap<number, number> | Promise<ReadonlyMap<number, number>>;
  /**
   * Receives the keys of devices that are new, or have another registrationID than the known one. Verify them, and begin a session with each device,
   * in place of the former one.
   *
   * @returns a promise that resolves once `known` returns these registrationIDs. If it rejects, the client fetches keys of these devices again later.
   *     It must not wait for `checkDevices` of the same user, which waits for this promise
   */
  changed(userID: Uint8Array, bundles: readonly PreKeyBundle[]): void | Promise<void>;
}
