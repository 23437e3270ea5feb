import { userKey } from '../address.ts';
import { ClientError, QueueFullError } from '../errors.ts';
import type { Settings } from '../options.ts';
import { fetchPreKeys } from '../requests/pre-key-fetch.ts';
import type { PreKeysOptions } from '../requests/pre-key-fetch.ts';
import type { Requests } from '../requests/requests.ts';
import { DeviceCheck } from './device-check.ts';
import type { DeviceDirectory } from './device-directory.ts';
import { RecentChecks } from './recent-checks.ts';

/** The most checks under way, so that a message to a large group leaves room for requests. */
const MAX_RUNNING = 16;

/**
 * Finds the devices of recipients that are new or were reinstalled: before the first message to a user, after an interval, and after a message was
 * refused as stale. At most one check of a user is under way, and it uses up no key if nothing has changed.
 */
export class DeviceChecks {
  readonly #settings: Settings;
  readonly #requests: Requests;
  readonly #directory: DeviceDirectory | undefined;
  readonly #recent: RecentChecks;
  readonly #pending = new Map<string, DeviceCheck>();
  #waiting: DeviceCheck[] = [];
  #running = 0;
  #closed: ClientError | undefined;

  /** Creates a checker, which checks nothing without a directory. */
  constructor(settings: Settings, requests: Requests, directory: DeviceDirectory | undefined) {
    const { limits, timeouts } = settings;
    this.#settings = settings;
    this.#requests = requests;
    this.#directory = directory;
    this.#recent = new RecentChecks({ users: limits.checkedUsers, validity: timeouts.deviceCheck, pause: timeouts.backoffMax });
  }

  /** Resolves once a message to this user may leave, and never rejects; undefined if it may now. Starts a check if due. */
  before(userID: Uint8Array, deliveryToken: Uint8Array | undefined): Promise<void> | undefined {
    if (this.#directory === undefined || this.#closed) {
      return undefined;
    }
    const user = userKey(userID);
    let check = this.#pending.get(user);
    if (!check && !this.#recent.isValid(user) && !this.#recent.isPaused(user) && this.#hasRoom) {
      check = this.#start(userID, deliveryToken);
    }
    return check && !check.isAnswered ? check.answered : undefined;
  }

  /** Checks a user's devices for the app, unless a check is valid. */
  async check(userID: Uint8Array, deliveryToken: Uint8Array | undefined): Promise<void> {
    if (this.#directory === undefined) {
      throw new TypeError('the connection was created without a DeviceDirectory');
    }
    if (this.#closed) {
      throw this.#closed;
    }
    const user = userKey(userID);
    const pending = this.#pending.get(user);
    if (!pending && this.#recent.isValid(user)) {
      return;
    }
    if (!pending && !this.#hasRoom) {
      throw new QueueFullError();
    }
    const check = pending ?? this.#start(userID, deliveryToken);
    check.isRequested = true;
    await check.done;
  }

  get #hasRoom(): boolean {
    return this.#pending.size < this.#settings.limits.checkedUsers;
  }

  /** A device of this user was reinstalled. */
  stale(userID: Uint8Array, deliveryToken: Uint8Array | undefined): void {
    const user = userKey(userID);
    this.#recent.invalidate(user);
    const pending = this.#pending.get(user);
    if (pending) {
      pending.isOutdated = true;
    }
    void this.before(userID, deliveryToken);
  }

  /** The app has fetched keys, which is a check if they are those of all devices that could have changed. */
  fetched(userID: Uint8Array, { known = [], knownRegistrations, only = [] }: PreKeysOptions): void {
    const comparesKnown = knownRegistrations !== undefined || known.length === 0;
    if (this.#directory && only.length === 0 && comparesKnown) {
      this.#recent.add(userKey(userID), true);
    }
  }

  #start(userID: Uint8Array, deliveryToken: Uint8Array | undefined): DeviceCheck {
    const check = new DeviceCheck(userID, deliveryToken, this.#settings.timeouts.request);
    this.#pending.set(userKey(userID), check);
    this.#waiting.push(check);
    queueMicrotask(() => this.#runNext());
    return check;
  }

  #runNext(): void {
    while (this.#directory && this.#running < MAX_RUNNING) {
      const check = this.#waiting.shift();
      if (check === undefined) {
        return;
      }
      this.#running++;
      void this.#run(check, this.#directory);
    }
  }

  async #run(check: DeviceCheck, directory: DeviceDirectory): Promise<void> {
    try {
      const hasCompared = await this.#compare(check, directory);
      if (hasCompared) {
        this.#recent.add(userKey(check.userID), true);
        this.#ended(check);
      }
      check.succeed();
    } catch (cause) {
      this.#failed(check, cause);
    }
  }

  /** Returns whether there was anything to compare; if not, the check has ended, and others of the user may begin. */
  async #compare(check: DeviceCheck, directory: DeviceDirectory): Promise<boolean> {
    const { userID, deliveryToken } = check;
    let changes = 0;
    do {
      check.isOutdated = false;
      const knownRegistrations = await directory.known(userID);
      if (knownRegistrations.size === 0 && !check.isRequested) {
        this.#ended(check);
        return false;
      }
      const bundles = await fetchPreKeys(this.#requests, userID, { knownRegistrations, ...(deliveryToken && { deliveryToken }) });
      check.release();
      changes = bundles.length;
      if (changes > 0) {
        await directory.changed(userID, bundles);
      }
    } while (changes === 0 && check.isOutdated);
    return true;
  }

  #failed(check: DeviceCheck, cause: unknown): void {
    if (!(cause instanceof ClientError)) {
      this.#settings.warn("The device directory failed; will check the user's devices again later", cause);
    }
    this.#recent.add(userKey(check.userID), false);
    this.#ended(check);
    check.fail(cause);
  }

  #ended(check: DeviceCheck): void {
    this.#running--;
    const user = userKey(check.userID);
    if (this.#pending.get(user) === check) {
      this.#pending.delete(user);
    }
    this.#runNext();
  }

  closed(why: ClientError): void {
    this.#closed = why;
    this.#waiting = [];
    this.#pending.forEach((check) => check.fail(why));
    this.#pending.clear();
  }
}
