import type { DeviceChecks } from '../devices/device-checks.ts';
import { ServerRefusedError } from '../errors.ts';
import type { Requests } from '../requests/requests.ts';
import { encode } from '../wire/codec.ts';
import type { Address, MultiMessage, MultiResult } from '../wire/message.ts';
import type { SendOptions } from './pending-message.ts';

const LONGEST_SEQUENCE = 0xffff_ffff;
const NO_TOKEN = new Uint8Array(0);

/** What one recipient of a MultiMessage receives besides what all share. */
export interface MultiRecipient extends Pick<SendOptions, 'registrationID' | 'deliveryToken'> {
  readonly to: Address;
  /** The begin of its message. */
  readonly head: Uint8Array;
}

/** What an app wishes for all parts of a MultiMessage. */
export type MultiSendOptions = Omit<SendOptions, 'registrationID' | 'deliveryToken'>;

/** Sends one message to several devices, and states for each what became of its part. */
export class MultiRecipientSender {
  readonly #frameBytes: number;
  readonly #requests: Requests;
  readonly #checks: DeviceChecks;

  constructor(frameBytes: number, requests: Requests, checks: DeviceChecks) {
    this.#frameBytes = frameBytes;
    this.#requests = requests;
    this.#checks = checks;
  }

  async send(shared: Uint8Array, parts: readonly MultiRecipient[], options: MultiSendOptions): Promise<readonly (ServerRefusedError | undefined)[]> {
    const message = multiMessage(shared, parts, options);
    if (encode({ sequence: LONGEST_SEQUENCE, payload: message }).length > this.#frameBytes) {
      throw new RangeError(`the message does not fit into a frame of ${this.#frameBytes} bytes`);
    }
    const [result] = await this.#send(message, parts);
    const refused = new Map(result?.refused.map(({ part, name }) => [part, name]));
    return parts.map((part, index) => this.#outcome(part, refused.get(index)));
  }

  #send(message: MultiMessage, parts: readonly MultiRecipient[]): Promise<readonly MultiResult[]> {
    if (message.onlineOnly) {
      return this.#requests.sendOnce(message, 'multiResult');
    }
    const checked = Promise.all(parts.map(({ to, deliveryToken }) => this.#checks.before(to.userID, deliveryToken)));
    return this.#requests.sendAfter(checked, message, 'multiResult');
  }

  #outcome({ to, deliveryToken }: MultiRecipient, name: string | undefined): ServerRefusedError | undefined {
    if (name === undefined) {
      return undefined;
    }
    const refusal = new ServerRefusedError({ type: 'error', name, description: 'a part of a MultiMessage' });
    if (refusal.error === 'stale_device') {
      this.#checks.stale(to.userID, deliveryToken);
    }
    return refusal;
  }
}

function multiMessage(shared: Uint8Array, parts: readonly MultiRecipient[], options: MultiSendOptions): MultiMessage {
  const { onlineOnly = false, ttlHours = 0, quiet = false } = options;
  const complete = parts.map(({ to, head, registrationID, deliveryToken = NO_TOKEN }) => ({ to, head, registrationID, deliveryToken }));
  return { type: 'multiMessage', shared, parts: complete, onlineOnly, ttlHours, quiet };
}
