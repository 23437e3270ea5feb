import { create } from '@bufbuild/protobuf';
import { Strangers } from 'messaging-server-client';
import type { AuthenticatedConnection } from 'messaging-server-client';
import { isAdmitted } from './access.ts';
import type { Account } from './account.ts';
import { sha256 } from './bytes.ts';
import { contacts } from './contacts.ts';
import type { Directory } from './directory.ts';
import { groups } from './groups.ts';
import type { Journal, Transaction } from './journal.ts';
import { rotation } from './rotation.ts';
import type { Sending } from './sending.ts';
import { ownTokens } from './tokens.ts';
import { AccessSchema } from './wire/signal-chat_pb.ts';
import type { Access } from './wire/signal-chat_pb.ts';

const ADMITTED = 'admitted';

type Admit = AuthenticatedConnection['admit'];

/** Registers this user's delivery tokens, keeps the user's other devices informed of them, and replaces the token after a block. */
export class Admission {
  readonly #account: Account;
  readonly #journal: Journal;
  readonly #directory: Directory;
  readonly #sending: Sending;
  readonly #admit: Admit;
  #last: Promise<unknown> = Promise.resolve();

  constructor(account: Account, journal: Journal, directory: Directory, sending: Sending, admit: Admit) {
    this.#account = account;
    this.#journal = journal;
    this.#directory = directory;
    this.#sending = sending;
    this.#admit = admit;
  }

  /** Registers the tokens, unless the server has acked them. Strangers may send little, so that they can still become contacts. */
  async register(): Promise<void> {
    const tokens = ownTokens.all(this.#journal);
    const admitted = tokens.map(({ issuedAt }) => issuedAt).join();
    if (this.#journal.get(ADMITTED) === admitted) {
      return;
    }
    const all = [ownTokens.betweenDevices(this.#account), ...tokens.map(({ deliveryToken }) => deliveryToken)];
    await this.#admit({ strangers: Strangers.few, deliveryTokenHashes: all.map((token) => sha256(token)) });
    await this.#journal.transaction((transaction) => transaction.set(ADMITTED, admitted));
  }

  /** Tells the user's other devices which tokens this one has registered. */
  async tellSiblings(): Promise<void> {
    await this.#sending.toSiblings({ case: 'ownTokens', value: { tokens: [...ownTokens.all(this.#journal)] } });
  }

  /** Writes to everybody who may have the token, since every message to them carries it. */
  async greet(): Promise<void> {
    const known = [...contacts.all(this.#journal).map(({ userID }) => userID), ...groups.fellows(this.#journal, this.#account.userID)];
    const recipients = new Map(known.map((userID) => [userID.join(), userID]));
    const admitted = [...recipients.values()].filter((userID) => isAdmitted(this.#account, this.#journal, userID));
    await this.#sending.toEach(admitted, { case: 'hello', value: {} });
  }

  /** Begins to replace the token, in the transaction that blocks a contact. */
  beginRotation(transaction: Transaction): void {
    const siblings = this.#directory.devices(transaction, this.#account.userID);
    rotation.begin(
      transaction,
      siblings.map(({ deviceID }) => deviceID),
    );
  }

  /** Goes on with a rotation that has begun, as far as it may: it waits for the user's other devices, which may be away. */
  rotate(): Promise<void> {
    return this.#inTurn(async () => {
      if (rotation.current(this.#journal)) {
        await this.#registerAndTell();
        await this.#proceed();
      }
    });
  }

  /**
   * Takes what another device of the user has registered.
   *
   * @returns what is to be done once the transaction is committed
   */
  received(transaction: Transaction, deviceID: number, theirs: readonly Access[]): () => Promise<void> {
    const own = ownTokens.all(transaction);
    const [newest, others] = [theirs[0]?.issuedAt ?? 0n, theirs.length];
    const known = own[0]?.issuedAt ?? 0n;
    if (newest > known || (newest === known && others < own.length && !rotation.current(transaction))) {
      ownTokens.save(transaction, theirs.map(({ deliveryToken, issuedAt }) => create(AccessSchema, { deliveryToken, issuedAt })));
      rotation.abandon(transaction);
      return () => this.#inTurn(() => this.#registerAndTell());
    }
    if (newest === known) {
      rotation.confirmed(transaction, deviceID);
    }
    return () => this.#inTurn(() => this.#proceed());
  }

  async #proceed(): Promise<void> {
    if (!(await this.#journal.transaction((transaction) => rotation.handOut(transaction)))) {
      return;
    }
    await this.greet();
    await this.#journal.transaction((transaction) => rotation.finish(transaction));
    await this.#registerAndTell();
  }

  async #registerAndTell(): Promise<void> {
    await this.register();
    await this.tellSiblings();
  }

  /** Runs one after the other, whether or not the one before has failed: what is left of that one is on disk. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}
