import { hex } from './bytes.ts';
import { groups } from './groups.ts';
import { decodeMessage, encodeMessage } from './history.ts';
import type { Message } from './history.ts';
import type { Transaction } from './journal.ts';
import type { Group } from './wire/signal-chat_pb.ts';

const MAX = 200;

/** Texts for groups that this device does not know yet: messages of different senders arrive in any order. */
export const heldTexts = {
  add(transaction: Transaction, groupID: Uint8Array, message: Message): void {
    transaction.set(`held/${hex(groupID)}/${message.sentAt}/${hex(message.senderID)}`, encodeMessage(message));
    transaction.keys('held/').slice(0, -MAX).forEach((key) => transaction.delete(key));
  },

  /** Takes the texts of a group's members. */
  take(transaction: Transaction, group: Group): readonly Message[] {
    const keys = transaction.keys(`held/${hex(group.groupID)}/`);
    const messages = keys.map((key) => decodeMessage(transaction.get(key) ?? ''));
    keys.forEach((key) => transaction.delete(key));
    return messages.filter(({ senderID }) => groups.isMember(group, senderID));
  },
};
