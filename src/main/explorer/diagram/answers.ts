import type { Answer, Frame, Payload } from 'messaging-server-client';
import { Recent } from '../recent.ts';

const REMEMBERED = 256;
const ANSWERS: Readonly<Record<Answer['type'], true>> = { ack: true, error: true, preKey: true };

/** Finds out what an answer answers: of each socket, the requests of either direction by their sequence. Bounded. */
export class Answers {
  readonly #requests = new Recent<Payload['type']>(REMEMBERED);

  /** Takes a frame; what it answers, where it is an answer. */
  of(frame: Frame): Payload['type'] | undefined {
    const type = frame.message?.payload?.type;
    if (type === undefined) {
      return undefined;
    }
    if (type in ANSWERS) {
      return this.#requests.get(key(frame, frame.direction === 'sent' ? 'received' : 'sent'));
    }
    this.#requests.set(key(frame, frame.direction), type);
    return undefined;
  }
}

function key({ origin, message }: Frame, direction: Frame['direction']): string {
  return [origin.connection, origin.socket, direction, message?.sequence].join();
}
