import { ServerRefusedError } from 'messaging-server-client';
import type { Account } from './account.ts';
import { copy, equal } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { encodeContent } from './content.ts';
import type { Directory } from './directory.ts';
import { groups } from './groups.ts';
import { history } from './history.ts';
import type { Journal, Transaction } from './journal.ts';
import { protocolAddress } from './names.ts';
import type { Entry, Outbox } from './outbox.ts';
import type { Device, Sealing } from './sealing.ts';
import { inTurn } from './sending.ts';
import type { Sending } from './sending.ts';
import { Stores } from './stores.ts';
import type { Group } from './wire/signal-chat_pb.ts';

/** Sends to groups: the text is encrypted once, with this device's sender key, and sealed for all members together. */
export class GroupSending {
  readonly #account: Account;
  readonly #journal: Journal;
  readonly #sealing: Sealing;
  readonly #directory: Directory;
  readonly #outbox: Outbox;
  readonly #sending: Sending;

  constructor(account: Account, journal: Journal, sealing: Sealing, directory: Directory, outbox: Outbox, sending: Sending) {
    this.#account = account;
    this.#journal = journal;
    this.#sealing = sealing;
    this.#directory = directory;
    this.#outbox = outbox;
    this.#sending = sending;
  }

  /** Tells all members of a group, and those who were, who is in it. */
  async announce(group: Group, recipients: readonly Uint8Array[]): Promise<void> {
    await this.#journal.transaction((transaction) => groups.save(transaction, group));
    const body = { case: 'group', value: group } as const;
    await Promise.all([this.#sending.toSiblings(body), ...this.#others(recipients).map((userID) => this.#sending.toUser(userID, body))]);
  }

  async send(group: Group, text: string): Promise<void> {
    const sentAt = Date.now();
    await Promise.all(group.memberIDs.map((userID) => this.#upToDate(userID)));
    // Each member has the sender key before a message that was encrypted with it.
    await this.#sending.deliver(await this.#journal.transaction((transaction) => this.#distribute(transaction, group)));
    const plaintext = encodeContent({ case: 'text', value: { text, groupID: group.groupID } }, sentAt);
    const entries = await this.#journal.transaction((transaction) => {
      history.add(transaction, { senderID: this.#account.userID, recipientID: undefined, groupID: group.groupID, text, sentAt });
      return this.#seal(transaction, group, plaintext);
    });
    await this.#sending.deliverTogether(entries);
  }

  #others(userIDs: readonly Uint8Array[]): readonly Uint8Array[] {
    return userIDs.filter((userID) => !equal(userID, this.#account.userID));
  }

  /** A member without a device keeps nobody from talking to the others. */
  async #upToDate(userID: Uint8Array): Promise<void> {
    try {
      await this.#directory.upToDate(userID);
    } catch (cause) {
      if (!(cause instanceof ServerRefusedError) || cause.errorName !== 'unknown_user') {
        throw cause;
      }
    }
  }

  async #distribute(transaction: Transaction, group: Group): Promise<readonly Entry[]> {
    const distribution = groups.distribution(transaction, group.groupID);
    const distributionMessage = await groups.senderKey(this.#account, transaction, distribution);
    const body = { case: 'senderKey', value: { groupID: group.groupID, distributionMessage } } as const;
    const registrations = this.#registrations(transaction, group);
    const without = registrations.filter(({ name, registrationID }) => distribution.sentTo[name] !== registrationID);
    const entries = await inTurn(without, ({ device: to }) =>
      this.#sending.seal(transaction, { to, plaintext: this.#sending.encode(transaction, to.userID, body) }),
    );
    const sentTo = Object.fromEntries(registrations.map(({ name, registrationID }) => [name, registrationID]));
    groups.saveDistribution(transaction, group.groupID, { ...distribution, sentTo });
    return entries;
  }

  async #seal(transaction: Transaction, group: Group, plaintext: Bytes): Promise<readonly Entry[]> {
    const { id, sentTo } = groups.distribution(transaction, group.groupID);
    const recipients = this.#registrations(transaction, group).filter(({ name }) => name in sentTo);
    if (recipients.length === 0) {
      return [];
    }
    const stores = new Stores(this.#account, transaction);
    const devices = recipients.map(({ device }) => device);
    const sealed = await this.#sealing.sealForGroup(stores, copy(group.groupID), id, devices, plaintext);
    return sealed.map(({ to, bytes }) => this.#outbox.put(transaction, { to, plaintext }, bytes, this.#directory.registrationID(transaction, to) ?? 0));
  }

  #registrations(transaction: Transaction, group: Group): readonly { device: Device; name: string; registrationID: number }[] {
    return group.memberIDs
      .flatMap((userID) => this.#directory.devices(transaction, userID))
      .map((device) => ({
        device,
        name: protocolAddress(device.userID, device.deviceID).toString(),
        registrationID: this.#directory.registrationID(transaction, device) ?? 0,
      }));
  }
}
