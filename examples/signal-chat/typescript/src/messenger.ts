import { create } from '@bufbuild/protobuf';
import { MessagingClient } from 'messaging-server-client';
import type { AnonymousConnection, AuthenticatedConnection, Frame } from 'messaging-server-client';
import { WebSocket } from 'ws';
import { Account } from './account.ts';
import { Admission } from './admission.ts';
import { copy, equal } from './bytes.ts';
import { contacts } from './contacts.ts';
import { Directory } from './directory.ts';
import { GroupSending } from './group-sending.ts';
import { groups } from './groups.ts';
import { history } from './history.ts';
import type { Recorded } from './history.ts';
import type { Journal } from './journal.ts';
import { isUnknown, markKnown } from './keepsakes.ts';
import { linkDevice } from './linking.ts';
import { decodeLink, encodeLink } from './links.ts';
import { Outbox } from './outbox.ts';
import { DevicePreKeys } from './pre-keys.ts';
import { Receiving } from './receiving.ts';
import { rotation } from './rotation.ts';
import { Sealing } from './sealing.ts';
import { Sending } from './sending.ts';
import { heldTokens, ownTokens } from './tokens.ts';
import { AccessSchema, ContactSchema } from './wire/signal-chat_pb.ts';
import type { Contact, Group } from './wire/signal-chat_pb.ts';

/** One-time keys to register at first; the server asks for more. */
const FIRST_KEYS = 100;

export interface MessengerOptions {
  readonly servers: string | readonly string[];
  readonly journal: Journal;
  readonly onMessage: (message: Recorded) => void;
  /** Receives the state of the connection, and errors that have no other place. */
  readonly onNote: (text: string) => void;
  /** Receives every frame, for tests. */
  readonly tap?: (frame: Frame) => void;
}

/** One device of one user, connected. */
export class Messenger {
  readonly account: Account;
  readonly journal: Journal;
  readonly sender: AnonymousConnection;
  readonly sending: Sending;
  readonly directory: Directory;
  readonly #receiver: AuthenticatedConnection;
  readonly #preKeys: DevicePreKeys;
  readonly #groups: GroupSending;
  readonly #admission: Admission;
  /** What was left to do after the last run. */
  #background: Promise<void> = Promise.resolve();

  private constructor(account: Account, preKeys: DevicePreKeys, { servers, journal, onMessage, onNote, tap }: MessengerOptions) {
    const warn = (text: string, cause: unknown): void => onNote(`${text}: ${(cause as Error).message}`);
    const client = new MessagingClient({ servers, WebSocket, warn, ...(tap && { tap }) });
    const sealing = new Sealing(account);
    this.account = account;
    this.journal = journal;
    this.sender = client.anonymous({
      devices: { known: (userID) => this.directory.known(userID), changed: (userID, bundles) => this.directory.changed(userID, bundles) },
    });
    this.directory = new Directory(account, journal, this.sender);
    const outbox = new Outbox(account, journal, this.sender);
    this.sending = new Sending(account, journal, sealing, this.directory, outbox);
    this.#groups = new GroupSending(account, journal, sealing, this.directory, outbox, this.sending);
    this.#admission = new Admission(account, journal, this.directory, this.sending, (admission) => this.#receiver.admit(admission));
    const receiving = new Receiving(account, journal, sealing, this.directory, outbox, this.sending, this.#admission, onMessage);
    this.#preKeys = preKeys;
    this.#receiver = client.authenticated({
      identity: account.signer,
      deviceID: account.deviceID,
      preKeys,
      onMessage: (sealed) => receiving.received(sealed),
    });
    this.#receiver.onDisconnected(() => onNote('disconnected'));
    this.#receiver.onConnected(() => onNote('connected'));
  }

  /** Creates a user, if the state has none, and connects. */
  static async start(options: MessengerOptions): Promise<Messenger> {
    const { journal } = options;
    const account = Account.load(journal) ?? Account.begin();
    await journal.transaction((transaction) => {
      account.save(transaction);
      if (ownTokens.all(transaction).length === 0) {
        ownTokens.add(transaction);
      }
    });
    const messenger = new Messenger(account, await DevicePreKeys.load(account, journal), options);
    await messenger.#connect();
    messenger.#background = messenger.#catchUp(options.onNote);
    return messenger;
  }

  async #connect(): Promise<void> {
    try {
      await Promise.all([this.#receiver.connectOnce(), this.sender.connectOnce()]);
      if (!this.#preKeys.registered) {
        await this.#receiver.register(FIRST_KEYS);
        await this.#preKeys.markRegistered();
      }
      await this.#admission.register();
    } catch (cause) {
      await this.disconnect();
      throw cause;
    }
  }

  async #catchUp(onNote: (text: string) => void): Promise<void> {
    try {
      await Promise.all([this.#announce(), this.sending.deliverWaiting(), this.#admission.rotate()]);
    } catch (cause) {
      onNote(`a message could not be sent: ${(cause as Error).message}`);
    }
  }

  /** A device that is new, or has lost its sessions, begins one with everybody this user knows. Those who cannot be reached learn of it later. */
  async #announce(): Promise<void> {
    if (!isUnknown(this.journal)) {
      return;
    }
    await Promise.all([this.#admission.tellSiblings(), this.#admission.greet()]);
    await this.journal.transaction(markKnown);
  }

  /** What is in the outbox is sent after the next start. */
  async disconnect(): Promise<void> {
    await Promise.all([this.#receiver.close(), this.sender.close()]);
    await this.#background;
  }

  /** A link with which others can write to this user, and are no strangers. */
  get invitation(): string {
    return encodeLink('invite', this.account.userID, rotation.token(this.journal)?.deliveryToken);
  }

  get contacts(): readonly Contact[] {
    return contacts.all(this.journal);
  }

  get groups(): readonly Group[] {
    return groups.all(this.journal);
  }

  latest(count: number): readonly Recorded[] {
    return history.latest(this.journal, count);
  }

  /** Adds somebody who has given this user an invitation, or gives a contact another name. */
  async addContact(name: string, invitation: string): Promise<void> {
    const { userID, deliveryToken } = decodeLink('invite', invitation);
    if (equal(userID, this.account.userID)) {
      throw new Error('this is your own invitation');
    }
    await this.journal.transaction((transaction) => {
      const known = contacts.of(transaction, userID) ?? create(ContactSchema, { userID });
      contacts.save(transaction, { ...known, name, accepted: true });
      if (deliveryToken) {
        heldTokens.save(transaction, userID, create(AccessSchema, { deliveryToken }));
      }
    });
  }

  async rename(contact: Contact, name: string): Promise<void> {
    await this.journal.transaction((transaction) => contacts.save(transaction, { ...contact, name, accepted: true }));
  }

  /**
   * Drops what this contact sends from now on, or no longer. A blocked contact becomes a stranger for the server, too: all other contacts receive a
   * new token, and the former one ends.
   */
  async block(contact: Contact, blocked: boolean): Promise<void> {
    const { userID } = contact;
    await this.directory.upToDate(this.account.userID);
    const entries = await this.journal.transaction((transaction) => {
      contacts.save(transaction, { ...contact, blocked });
      if (blocked) {
        this.#admission.beginRotation(transaction);
      }
      return this.sending.sealForUser(transaction, this.account.userID, { case: 'blocking', value: { userID, blocked } });
    });
    await this.sending.deliver(entries);
    await (blocked ? this.#admission.rotate() : this.sending.toEach(contact.accepted ? [userID] : [], { case: 'hello', value: {} }));
  }

  /** Ends the links that this user has given to others: anyone who comes with one is a stranger, unless they are a contact. */
  async renewInvitation(): Promise<void> {
    await this.journal.transaction((transaction) => this.#admission.beginRotation(transaction));
    await this.#admission.rotate();
  }

  /** Sends a text to all devices of a user, and to the other devices of this one. */
  async send(userID: Uint8Array, text: string): Promise<void> {
    const sentAt = Date.now();
    const recipientID = copy(userID);
    await Promise.all([userID, this.account.userID].map((user) => this.directory.upToDate(user)));
    const entries = await this.journal.transaction(async (transaction) => {
      contacts.save(transaction, { ...contacts.ofSender(transaction, userID), accepted: true });
      history.add(transaction, { senderID: this.account.userID, recipientID, groupID: undefined, text, sentAt });
      const own = { case: 'sentText', value: { userID: recipientID, text: { text } } } as const;
      return [
        ...(await this.sending.sealForUser(transaction, userID, { case: 'text', value: { text } }, sentAt)),
        ...(await this.sending.sealForUser(transaction, this.account.userID, own, sentAt)),
      ];
    });
    await this.sending.deliver(entries);
  }

  /** Makes the device that shows this link a device of this user; returns its number. It gets the identity key: link none but one's own. */
  async linkDevice(link: string): Promise<number> {
    await this.directory.fetch(this.account.userID);
    return linkDevice(this.account, this.journal, this.directory, this.sender, link);
  }

  /** Creates a group, of which this user is the owner. */
  async createGroup(name: string, others: readonly Contact[]): Promise<Group> {
    const otherIDs = others.map(({ userID }) => userID);
    const group = groups.begin(name, this.account.userID, otherIDs);
    await this.#groups.announce(group, group.memberIDs);
    return group;
  }

  async removeMember(group: Group, userID: Uint8Array): Promise<void> {
    if (!equal(group.ownerID, this.account.userID)) {
      throw new Error('only the owner of a group can remove members');
    }
    await this.#groups.announce(groups.without(group, userID), group.memberIDs);
  }

  async sendToGroup(group: Group, text: string): Promise<void> {
    await this.#groups.send(group, text);
  }
}
