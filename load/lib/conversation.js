import { now } from './clock.js';
import { Connection } from './connection.js';
import { timedLogIn } from './device.js';
import { Ledger } from './ledger.js';
import { read, write } from './letter.js';
import { TIMES } from './metrics.js';
import { asked } from './options.js';
import { count, Trouble } from './trouble.js';
import { nodesOf } from './users.js';

/** A stranger who writes to one user, each at a node of theirs; the user acks every letter at once. */
export class Conversation {
  #user;
  #home;
  #stranger;
  #device;
  #ledger = new Ledger();
  #timed;
  #lastReceived;

  /** Letters are timed from sender to recipient where the recipient is online when they are sent (`timed`). */
  constructor(user, { timed }) {
    this.#user = user;
    this.#home = nodesOf(user).home;
    this.#timed = timed;
  }

  /** Connects the stranger. */
  async meet() {
    this.#stranger = await Connection.open(asked.urls[nodesOf(this.#user).away]);
  }

  /** Logs the user in, and times that; after a failure the next attempt goes to the next node. */
  async arrive() {
    const url = asked.urls[this.#home % asked.urls.length];
    this.#home += 1;
    this.#device = await timedLogIn(url, this.#user, (request, connection) => this.#receive(request, connection));
    this.#home -= 1;
  }

  /** Ends the user's connection, if there is one; letters wait from then on. */
  async leave() {
    await this.#device?.close();
    this.#device = undefined;
  }

  /** Sends one letter; what becomes of it is counted, not told. */
  send() {
    const number = this.#ledger.sent();
    const sentAt = now();
    const letter = write({ sender: this.#user.number, number, sentAt });
    this.#stranger.ask('outboundMessage', { to: this.#user.address, unidentifiedSenderMessage: letter }).then(
      ({ at }) => {
        TIMES.send_to_ack.add(at - sentAt);
        this.#ledger.acked(number);
      },
      (trouble) => {
        this.#ledger.refused();
        count(trouble);
      },
    );
  }

  /** Whether every letter is where it should be, as far as that can be known. */
  get isSettled() {
    return this.#ledger.isSettled;
  }

  /** Whether the user, who should be online, is not. */
  get isCutOff() {
    return !this.#device?.isOpen;
  }

  /** How long the user, who is online, took from the login to the last new letter; undefined where none came. */
  get catchUpMillis() {
    return this.#lastReceived > this.#device?.loggedInAt ? this.#lastReceived - this.#device.loggedInAt : undefined;
  }

  /** Closes both connections, and counts what was lost. */
  async end() {
    await Promise.all([this.#stranger?.close(), this.leave()]);
    this.#ledger.close();
  }

  #receive({ sequence, kind, value, at }, connection) {
    if (kind !== 'inboundMessage') return;
    connection.ack(sequence);
    const letter = read(value);
    if (letter?.sender !== this.#user.number) {
      count(new Trouble('wrong_answer'));
    } else if (this.#ledger.received(letter.number)) {
      this.#lastReceived = at;
      if (this.#timed) TIMES.send_to_receive.add(at - letter.sentAt);
    }
  }
}
