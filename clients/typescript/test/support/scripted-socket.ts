import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import { decode, encode } from '../../src/index.ts';
import type { ErrorName, Message, Payload, PayloadOf } from '../../src/index.ts';
import { Queue } from './queue.ts';
import { bytesOf, textOf } from './text.ts';

/** A message of a known kind. */
export interface Received<Type extends Payload['type']> {
  readonly sequence: number;
  readonly payload: PayloadOf<Type>;
}

/** The server's end of one socket, played by a test. */
export class ScriptedSocket {
  readonly nonce: Uint8Array;
  readonly #socket: WebSocket;
  readonly #received = new Queue<Uint8Array>('a message of the client');
  readonly #closed = new Queue<void>('the end of the socket');

  constructor(socket: WebSocket, nonce: Uint8Array = Uint8Array.from(randomBytes(32))) {
    this.nonce = nonce;
    this.#socket = socket;
    socket.on('close', () => this.#closed.add());
    socket.on('message', (frame: Buffer) => this.#received.add(Uint8Array.from(frame)));
  }

  send(message: Message): void {
    this.sendBytes(encode(message));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  /** Sends all of these in one piece, as a busy network does. */
  sendTogether(messages: readonly Message[]): void {
    const { _socket: stream } = this.#socket as unknown as { _socket: { cork(): void; uncork(): void } };
    stream.cork();
    messages.forEach((message) => this.send(message));
    stream.uncork();
  }

  sendGarbage(): void {
    this.sendBytes(Uint8Array.of(0xff));
  }

  sendText(): void {
    this.#socket.send('text');
  }

  ack({ sequence }: { readonly sequence: number }): void {
    this.send({ sequence, payload: { type: 'ack' } });
  }

  refuse({ sequence }: { readonly sequence: number }, name: ErrorName): void {
    this.send({ sequence, payload: { type: 'error', name, description: 'as the test wants it' } });
  }

  deliver(sequence: number, text: string): void {
    this.send(delivery(sequence, text));
  }

  /** The next message, whatever it is. */
  async next(): Promise<Message> {
    return decode(await this.#received.next());
  }

  /** The bytes of the next message. */
  nextBytes(): Promise<Uint8Array> {
    return this.#received.next();
  }

  /** The next message of this type; any other that comes first is wrong. */
  async expect<Type extends Payload['type']>(type: Type): Promise<Received<Type>> {
    const { sequence, payload } = await this.next();
    assert.equal(payload?.type, type);
    return { sequence, payload: payload as PayloadOf<Type> };
  }

  /** The next messages, which are sends. */
  async expectSends(count: number): Promise<readonly Received<'outboundMessage'>[]> {
    const sends = [];
    for (let i = 0; i < count; i++) {
      sends.push(await this.expect('outboundMessage'));
    }
    return sends;
  }

  /** The texts of the next messages, which are sends. */
  async expectTexts(count: number): Promise<readonly string[]> {
    return (await this.expectSends(count)).map(textIn);
  }

  /** Takes the login that comes next as good. */
  async letIn(): Promise<this> {
    this.ack(await this.expect('authResponse'));
    return this;
  }

  get hasReceived(): boolean {
    return !this.#received.isEmpty;
  }

  close(code: number): void {
    this.#socket.close(code);
  }

  /** Once. */
  awaitClosed(): Promise<void> {
    return this.#closed.next();
  }
}

export function delivery(sequence: number, text: string): Message {
  return { sequence, payload: { type: 'inboundMessage', sealedMessage: bytesOf(text) } };
}

/** The text that was sent. */
export function textIn(send: Received<'outboundMessage'>): string {
  return textOf(send.payload.unidentifiedSenderMessage);
}
