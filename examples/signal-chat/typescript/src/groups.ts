import { randomBytes, randomUUID } from 'node:crypto';
import { create, fromJsonString, toJsonString } from '@bufbuild/protobuf';
import { SenderKeyDistributionMessage, processSenderKeyDistributionMessage } from '@signalapp/libsignal-client';
import type { Account } from './account.ts';
import { copy, equal, hex } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import type { Transaction } from './journal.ts';
import { protocolAddress } from './names.ts';
import type { Device } from './sealing.ts';
import { Stores } from './stores.ts';
import { GroupSchema } from './wire/signal-chat_pb.ts';
import type { Group, SenderKey } from './wire/signal-chat_pb.ts';

const GROUP_ID_BYTES = 16;
const MAX_MEMBERS = 100;

/** This device's sender key for a group, and the registrations that have it. */
export interface Distribution {
  readonly id: string;
  readonly sentTo: Readonly<Record<string, number>>;
}

/** Who is in which group, as its owner defines it. The server knows nothing of groups. */
export const groups = {
  all(state: Pick<Transaction, 'get' | 'keys'>): readonly Group[] {
    return state.keys('group/').map((key) => fromJsonString(GroupSchema, state.get(key) ?? '{}'));
  },

  of(state: Pick<Transaction, 'get'>, groupID: Uint8Array): Group | undefined {
    const stored = state.get(`group/${hex(groupID)}`);
    return stored === undefined ? undefined : fromJsonString(GroupSchema, stored);
  },

  named(state: Pick<Transaction, 'get' | 'keys'>, name: string): Group | undefined {
    return groups.all(state).find((group) => group.name === name);
  },

  begin(name: string, ownerID: Uint8Array, others: readonly Uint8Array[]): Group {
    return create(GroupSchema, { groupID: copy(randomBytes(GROUP_ID_BYTES)), revision: 1, name, ownerID, memberIDs: [ownerID, ...others] });
  },

  without(group: Group, userID: Uint8Array): Group {
    const memberIDs = group.memberIDs.filter((memberID) => !equal(memberID, userID));
    return create(GroupSchema, { ...group, revision: group.revision + 1, memberIDs });
  },

  isMember(group: Group, userID: Uint8Array): boolean {
    return group.memberIDs.some((memberID) => equal(memberID, userID));
  },

  /** The members of all groups but this user. */
  fellows(state: Pick<Transaction, 'get' | 'keys'>, self: Uint8Array): readonly Uint8Array[] {
    return groups.all(state).flatMap(({ memberIDs }) => memberIDs.filter((memberID) => !equal(memberID, self)));
  },

  /** Whether a group that this user has sent is newer than what is known, and is the sender's to define. */
  isNews(state: Pick<Transaction, 'get'>, group: Group, senderID: Uint8Array): boolean {
    const known = groups.of(state, group.groupID);
    return (
      equal(group.ownerID, senderID) &&
      group.groupID.length === GROUP_ID_BYTES &&
      group.memberIDs.length <= MAX_MEMBERS &&
      (!known || (equal(known.ownerID, senderID) && group.revision > known.revision))
    );
  },

  /** Saves the group. Whoever has left it shall not read what follows: this device makes a new sender key. */
  save(transaction: Transaction, group: Group): void {
    transaction.set(`group/${hex(group.groupID)}`, toJsonString(GroupSchema, group));
    transaction.delete(distributionKey(group.groupID));
  },

  distribution(transaction: Transaction, groupID: Uint8Array): Distribution {
    const stored = transaction.get(distributionKey(groupID));
    return stored === undefined ? { id: randomUUID(), sentTo: {} } : (JSON.parse(stored) as Distribution);
  },

  saveDistribution(transaction: Transaction, groupID: Uint8Array, distribution: Distribution): void {
    transaction.set(distributionKey(groupID), JSON.stringify(distribution));
  },

  /** This device's sender key, for a device that lacks it. */
  async senderKey(account: Account, transaction: Transaction, { id }: Distribution): Promise<Bytes> {
    const self = protocolAddress(account.userID, account.deviceID);
    return (await SenderKeyDistributionMessage.create(self, id, new Stores(account, transaction).senderKeys)).serialize();
  },

  /** Takes another device's sender key. It opens what that device sends; whether the sender is in the group is asked for each message. */
  async accept(account: Account, transaction: Transaction, from: Device, { distributionMessage }: SenderKey): Promise<void> {
    const message = SenderKeyDistributionMessage.deserialize(copy(distributionMessage));
    const sender = protocolAddress(from.userID, from.deviceID);
    await processSenderKeyDistributionMessage(sender, message, new Stores(account, transaction).senderKeys);
  },
};

function distributionKey(groupID: Uint8Array): string {
  return `distribution/${hex(groupID)}`;
}
