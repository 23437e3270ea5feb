import { WebSocket } from 'k6/websockets';
import { now } from './clock.js';
import { asked } from './options.js';
import { decode, encode } from './protocol.js';
import { count, Trouble } from './trouble.js';

/**
 * One socket to a node. Answers settle the promise of the request with the same sequence; requests of the server go to
 * `onRequest`, with the connection that they came on. Failures are Troubles: `closed` where the socket ended by itself, `no_answer` where it was closed from here.
 */
export class Connection {
  #socket;
  #onRequest;
  #waiting = new Map();
  #sequence = 0;
  #ours = false;
  #ended;

  /** Connects. The promise holds an open connection, its `nonce`, and how long that took (`connectMillis`). */
  static open(url, onRequest = () => {}) {
    const connection = new Connection();
    const started = now();
    const challenged = new Promise((resolve, reject) => {
      connection.#onRequest = ({ kind, value, at }) => {
        if (kind !== 'authChallenge') return reject(new Trouble('wrong_answer'));
        connection.#onRequest = onRequest;
        connection.nonce = value.nonce;
        connection.connectMillis = at - started;
        resolve(connection);
      };
      connection.#ended = new Promise((end) => {
        connection.#connect(url, () => {
          reject(new Trouble('not_connected'));
          end();
        });
      });
    });
    return within(challenged, connection);
  }

  /** Whether requests may be sent. */
  get isOpen() {
    return this.#socket.readyState === 1;
  }

  /** Whether the socket ended without `close` having been called. */
  get wasBroken() {
    return !this.isOpen && !this.#ours;
  }

  /** Sends a request. The promise holds its answer: `kind`, `value`, and the time `at` which it came. */
  ask(kind, value) {
    if (!this.isOpen) return Promise.reject(new Trouble('closed'));
    const sequence = (this.#sequence += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(sequence, { resolve, reject });
      this.#socket.send(encode(sequence, kind, value));
    });
  }

  /** The same, for an answer that must come within PATIENCE; else the connection is closed. */
  askPatiently(kind, value) {
    return within(this.ask(kind, value), this);
  }

  /** Acks a request of the server. */
  ack(sequence) {
    if (this.isOpen) this.#socket.send(encode(sequence, 'ack', {}));
  }

  /** Closes; settles when the socket has ended. What still waits for an answer gets none. */
  close() {
    this.#ours = true;
    // While k6 dials, closing a socket would stop this virtual user; it is closed as soon as it opens.
    if (this.isOpen) this.#socket.close();
    return this.#ended;
  }

  #connect(url, ended) {
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.#ours && socket.close();
    socket.onmessage = (event) => this.#read(event);
    socket.onclose = () => {
      this.#waiting.forEach(({ reject }) => reject(new Trouble(this.#ours ? 'no_answer' : 'closed')));
      this.#waiting.clear();
      ended();
    };
  }

  #read({ data, timestamp: at }) {
    const { sequence, kind, value } = decode(data);
    if (['authChallenge', 'inboundMessage', 'preKeysLow'].includes(kind)) return this.#onRequest({ sequence, kind, value, at }, this);
    const waiting = this.#waiting.get(sequence);
    this.#waiting.delete(sequence);
    if (!waiting) return count(new Trouble('wrong_answer'));
    return kind === 'error' ? waiting.reject(new Trouble(value.name)) : waiting.resolve({ kind, value, at });
  }
}

/** The promise, unless PATIENCE passes first: then the connection is closed, and the failure is `no_answer`. */
async function within(promise, connection) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Trouble('no_answer')), asked.patience * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (failure) {
    if (failure.name === 'no_answer') connection.close();
    throw failure;
  } finally {
    clearTimeout(timer);
  }
}
