import type { Answer, Frame, Payload } from 'messaging-server-client';
import { Recent } from '../recent.ts';

const REMEMBERED = 256;
const ANSWERS: Readonly<Record<Answer['type'], true>> = {
  ack: true,
  error: true,
  preKey: true,
  keyStatus: true,
  multiResult: true,
  upload: true,
};

/** Finds the request of an answer: keeps the requests of each socket and direction by their sequence. Bounded. */
export class Answers {
  readonly #requests = new Recent<Payload['type']>(REMEMBERED);

  /** Adds a frame; returns the type of its request, if it is an answer. */
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
