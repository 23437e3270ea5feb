import type { Account } from './account.ts';
import { introduces, isAdmitted } from './access.ts';
import type { Admission } from './admission.ts';
import { equal, hex, sha256 } from './bytes.ts';
import { contacts } from './contacts.ts';
import { decodeContent } from './content.ts';
import type { Directory } from './directory.ts';
import { groups } from './groups.ts';
import { history } from './history.ts';
import type { Message, Recorded } from './history.ts';
import type { Journal, Transaction } from './journal.ts';
import type { Outbox } from './outbox.ts';
import { DuplicateError, MessageRejectedError, UndecryptableError } from './sealing.ts';
import type { Device, Opened, Sealing } from './sealing.ts';
import type { Sending } from './sending.ts';
import { Stores } from './stores.ts';
import { heldTokens } from './tokens.ts';
import { heldTexts } from './held-texts.ts';
import type { Blocking, Content, Group, SentText, Text } from './wire/signal-chat_pb.ts';

/** What is to be done once a transaction is committed. */
type Effect = () => void | Promise<void>;

/** A device is asked at most once in this time to begin a new session. */
const RENEWAL_INTERVAL = 60_000;

/** Opens the messages for this device. Its promise resolves once a message and the ratchet that opened it are on disk: then the client acks it. */
export class Receiving {
  readonly #account: Account;
  readonly #journal: Journal;
  readonly #sealing: Sealing;
  readonly #directory: Directory;
  readonly #outbox: Outbox;
  readonly #sending: Sending;
  readonly #admission: Admission;
  readonly #onMessage: (message: Recorded) => void;
  readonly #renewed = new Map<string, number>();

  constructor(
    account: Account,
    journal: Journal,
    sealing: Sealing,
    directory: Directory,
    outbox: Outbox,
    sending: Sending,
    admission: Admission,
    onMessage: (message: Recorded) => void,
  ) {
    this.#account = account;
    this.#journal = journal;
    this.#sealing = sealing;
    this.#directory = directory;
    this.#outbox = outbox;
    this.#sending = sending;
    this.#admission = admission;
    this.#onMessage = onMessage;
  }

  async received(sealed: Uint8Array): Promise<void> {
    try {
      const effects = await this.#journal.transaction((transaction) => this.#open(transaction, sealed));
      for (const effect of effects) {
        await effect();
      }
    } catch (cause) {
      if (cause instanceof UndecryptableError) {
        await this.#askAgain(cause.from, sealed);
      } else if (!(cause instanceof MessageRejectedError || cause instanceof DuplicateError)) {
        throw cause;
      }
    }
  }

  async #open(transaction: Transaction, sealed: Uint8Array): Promise<readonly Effect[]> {
    const opened = await this.#sealing.open(new Stores(this.#account, transaction), sealed);
    await this.#directory.learn(transaction, opened.from);
    const content = contentOf(opened);
    if (!content || contacts.of(transaction, opened.from.userID)?.blocked) {
      return [];
    }
    const isOwn = equal(opened.from.userID, this.#account.userID);
    if (content.access && !isOwn) {
      heldTokens.receive(transaction, opened.from.userID, content.access);
    }
    return isOwn ? this.#applyOwn(transaction, opened, content) : this.#apply(transaction, opened, content);
  }

  /** From another device of this user. */
  #applyOwn(transaction: Transaction, opened: Opened, content: Content): Promise<readonly Effect[]> | readonly Effect[] {
    const { sentAt, body } = content;
    switch (body.case) {
      case 'sentText':
        return this.#sentText(transaction, body.value, Number(sentAt));
      case 'ownTokens': {
        const effect = this.#admission.received(transaction, opened.from.deviceID, body.value.tokens);
        return [inBackground(effect)];
      }
      case 'blocking':
        return this.#blocking(transaction, body.value);
      default:
        return this.#apply(transaction, opened, content);
    }
  }

  async #apply(transaction: Transaction, opened: Opened, { sentAt, body }: Content): Promise<readonly Effect[]> {
    const { from } = opened;
    switch (body.case) {
      case 'text':
        return this.#text(transaction, opened, body.value, Number(sentAt));
      case 'resend':
        return this.#resend(transaction, from, body.value.sealedMessageHash);
      case 'senderKey':
        await groups.accept(this.#account, transaction, from, body.value);
        return [];
      case 'group':
        return this.#group(transaction, from, body.value);
      default:
        return [];
    }
  }

  #text(transaction: Transaction, { from, groupID: sealedFor }: Opened, { text, groupID }: Text, sentAt: number): readonly Effect[] {
    const message = { senderID: from.userID, text, sentAt };
    if (groupID.length === 0) {
      contacts.ofSender(transaction, from.userID);
      return [this.#show(transaction, { ...message, recipientID: this.#account.userID, groupID: undefined })];
    }
    if (sealedFor && !equal(sealedFor, groupID)) {
      return [];
    }
    const toGroup = { ...message, recipientID: undefined, groupID };
    const group = groups.of(transaction, groupID);
    if (!group) {
      heldTexts.add(transaction, groupID, toGroup);
      return [];
    }
    return groups.isMember(group, from.userID) ? [this.#show(transaction, toGroup)] : [];
  }

  #sentText(transaction: Transaction, { userID: recipientID, text }: SentText, sentAt: number): readonly Effect[] {
    return text ? [this.#show(transaction, { senderID: this.#account.userID, recipientID, groupID: undefined, text: text.text, sentAt })] : [];
  }

  #blocking(transaction: Transaction, { userID, blocked }: Blocking): readonly Effect[] {
    contacts.save(transaction, { ...contacts.ofSender(transaction, userID), blocked });
    return [];
  }

  #group(transaction: Transaction, from: Device, group: Group): readonly Effect[] {
    if (!groups.isNews(transaction, group, from.userID)) {
      return [];
    }
    const known = groups.of(transaction, group.groupID)?.memberIDs ?? [];
    groups.save(transaction, group);
    const texts = heldTexts.take(transaction, group).map((message) => this.#show(transaction, message));
    const others = [this.#account.userID, from.userID, ...known];
    const strangers = group.memberIDs.filter((memberID) => !others.some((other) => equal(other, memberID)));
    return [...texts, ...this.#meet(transaction, from, strangers)];
  }

  /** Gives the other members of a new group a token, so that this user's device takes what they send to the group. */
  #meet(transaction: Transaction, owner: Device, members: readonly Uint8Array[]): readonly Effect[] {
    // A stranger could name a hundred users, and make this device write to all of them.
    const isTrusted = introduces(this.#account, transaction, owner.userID);
    const admitted = isTrusted ? members.filter((userID) => isAdmitted(this.#account, transaction, userID)) : [];
    return admitted.length > 0 ? [inBackground(() => this.#sending.toEach(admitted, { case: 'hello', value: {} }))] : [];
  }

  #show(transaction: Transaction, message: Message): Effect {
    const recorded = history.add(transaction, message);
    return () => this.#onMessage(recorded);
  }

  /** Sends a message again to the device that could not open it, in the session that it has begun. */
  async #resend(transaction: Transaction, from: Device, sealedMessageHash: Uint8Array): Promise<readonly Effect[]> {
    const sent = this.#outbox.takeSent(transaction, from, sealedMessageHash);
    if (!sent) {
      return [];
    }
    // It may lack the sender keys of groups too.
    transaction.keys('distribution/').forEach((key) => transaction.delete(key));
    const entry = await this.#sending.seal(transaction, sent);
    return [inBackground(() => this.#sending.deliver([entry]))];
  }

  /** Asks the sender to encrypt a message again, in a new session. Strangers do not learn in this way when this device is online. */
  async #askAgain(from: Device, sealed: Uint8Array): Promise<void> {
    const isOwn = equal(from.userID, this.#account.userID);
    const contact = contacts.of({ get: (key) => this.#journal.get(key) }, from.userID);
    if (!isOwn && (!contact?.accepted || contact.blocked)) {
      return;
    }
    const device = `${hex(from.userID)}/${from.deviceID}`;
    const renewed = Date.now() > (this.#renewed.get(device) ?? 0) + RENEWAL_INTERVAL;
    await this.#sending.toDevice(from, { case: 'resend', value: { sealedMessageHash: sha256(sealed) } }, { renewed });
    this.#renewed.set(device, renewed ? Date.now() : (this.#renewed.get(device) ?? 0));
  }
}

/** Runs without delaying the Ack. Messages that the effect has sealed, and a rotation that it has begun, are on disk if it fails. */
function inBackground(effect: () => Promise<void>): Effect {
  return () => void effect().catch(() => {});
}

/** Undefined if the plaintext is not of this app. */
function contentOf({ plaintext }: Opened): Content | undefined {
  try {
    return decodeContent(plaintext);
  } catch {
    return undefined;
  }
}
