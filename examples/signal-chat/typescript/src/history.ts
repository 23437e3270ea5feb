import { create } from '@bufbuild/protobuf';
import { hex } from './bytes.ts';
import type { Journal, Transaction } from './journal.ts';
import { HistoryEntrySchema } from './wire/signal-chat_pb.ts';
import type { HistoryEntry } from './wire/signal-chat_pb.ts';

const KEPT = 1000;
const NONE = new Uint8Array();

/** A text that was sent or received. */
export interface Message {
  readonly senderID: Uint8Array;
  /** Whom the sender has written to; undefined for a group. */
  readonly recipientID: Uint8Array | undefined;
  readonly groupID: Uint8Array | undefined;
  readonly text: string;
  readonly sentAt: number;
}

/** A text on disk; later ones have higher numbers. */
export interface Recorded extends Message {
  readonly number: number;
}

/** The latest texts, on disk. */
export const history = {
  add(transaction: Transaction, message: Message): Recorded {
    const number = Number(transaction.get('next-message') ?? '1');
    transaction.set('next-message', String(number + 1));
    transaction.set(`history/${number}`, encodeMessage(message));
    transaction.keys('history/').slice(0, -KEPT).forEach((key) => transaction.delete(key));
    return { ...message, number };
  },

  /** All of them, for a backup. */
  entries(journal: Journal): HistoryEntry[] {
    return history.latest(journal, KEPT).map(({ senderID, recipientID = NONE, groupID = NONE, text, sentAt }) =>
      create(HistoryEntrySchema, { senderID, recipientID, groupID, text, sentAt: BigInt(sentAt) }),
    );
  },

  restore(transaction: Transaction, entries: readonly HistoryEntry[]): void {
    for (const { senderID, recipientID, groupID, text, sentAt } of entries) {
      history.add(transaction, { senderID, recipientID: notEmpty(recipientID), groupID: notEmpty(groupID), text, sentAt: Number(sentAt) });
    }
  },

  /** Oldest first. */
  latest(journal: Journal, count: number): readonly Recorded[] {
    const keys = journal.keys('history/').slice(-count);
    return keys.map((key) => ({ ...decodeMessage(journal.get(key) ?? ''), number: Number(key.slice('history/'.length)) }));
  },
};

export function encodeMessage({ senderID, recipientID, groupID, text, sentAt }: Message): string {
  return JSON.stringify({
    senderID: hex(senderID),
    ...(recipientID && { recipientID: hex(recipientID) }),
    ...(groupID && { groupID: hex(groupID) }),
    text,
    sentAt,
  });
}

export function decodeMessage(stored: string): Message {
  const { senderID, recipientID, groupID, text, sentAt } = JSON.parse(stored) as Record<'senderID' | 'recipientID' | 'groupID' | 'text', string> & {
    sentAt: number;
  };
  return { senderID: unhex(senderID), recipientID: optional(recipientID), groupID: optional(groupID), text, sentAt };
}

function notEmpty(bytes: Uint8Array): Uint8Array | undefined {
  return bytes.length === 0 ? undefined : bytes;
}

function optional(value: string | undefined): Uint8Array | undefined {
  return value === undefined ? undefined : unhex(value);
}

function unhex(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value, 'hex'));
}
