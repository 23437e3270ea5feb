import type { Account } from './account.ts';
import { equal } from './bytes.ts';
import { contacts } from './contacts.ts';
import { groups } from './groups.ts';
import type { Transaction } from './journal.ts';
import { rotation } from './rotation.ts';
import type { Access } from './wire/signal-chat_pb.ts';

type State = Pick<Transaction, 'get' | 'keys'>;

/** Whether another user may have this user's token: an accepted contact, or a member of a group whose owner may introduce others, unless blocked. */
export function isAdmitted(account: Pick<Account, 'userID'>, state: State, userID: Uint8Array): boolean {
  const contact = contacts.of(state, userID);
  const isFellow = (): boolean => groups.all(state).some((group) => groups.isMember(group, userID) && introduces(account, state, group.ownerID));
  return !equal(userID, account.userID) && !contact?.blocked && (contact?.accepted === true || isFellow());
}

/** Whether the members of a group of this owner are strangers no longer. A stranger could name anybody as a member, and be one. */
export function introduces({ userID: self }: Pick<Account, 'userID'>, state: State, ownerID: Uint8Array): boolean {
  return equal(ownerID, self) || contacts.of(state, ownerID)?.accepted === true;
}

/** The token that goes with each message to this user. */
export function accessFor(account: Account, state: State, userID: Uint8Array): Access | undefined {
  return isAdmitted(account, state, userID) ? rotation.token(state) : undefined;
}
