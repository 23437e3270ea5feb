import type { Account } from './account.ts';
import { equal } from './bytes.ts';
import { contacts } from './contacts.ts';
import { groups } from './groups.ts';
import type { Transaction } from './journal.ts';
import { rotation } from './rotation.ts';
import type { Access } from './wire/signal-chat_pb.ts';

type State = Pick<Transaction, 'get' | 'keys'>;

/** Whether another user may have this user's token: an accepted contact or a member of a common group, unless blocked. */
export function isAdmitted({ userID: self }: Account, state: State, userID: Uint8Array): boolean {
  const contact = contacts.of(state, userID);
  const isFellow = (): boolean => groups.fellows(state, self).some((fellow) => equal(fellow, userID));
  return !equal(userID, self) && !contact?.blocked && (contact?.accepted === true || isFellow());
}

/** The token that goes with each message to this user. */
export function accessFor(account: Account, state: State, userID: Uint8Array): Access | undefined {
  return isAdmitted(account, state, userID) ? rotation.token(state) : undefined;
}
