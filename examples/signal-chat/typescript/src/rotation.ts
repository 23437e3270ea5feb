import type { Transaction } from './journal.ts';
import { ownTokens } from './tokens.ts';
import type { Access } from './wire/signal-chat_pb.ts';

const KEY = 'rotation';
/** A device that is lost does not answer: after this time, the others go on without it. */
const PATIENCE = 7 * 24 * 60 * 60 * 1000;

/** A new token on its way to all who may have it: first every device of the user registers it, then it is handed out, and then the former one ends. */
export interface Rotation {
  readonly since: number;
  /** The user's devices that have not registered it. */
  readonly waitingFor: readonly number[];
  /** Whether others may have it. */
  readonly isHandedOut: boolean;
}

export const rotation = {
  current(state: Pick<Transaction, 'get'>): Rotation | undefined {
    const stored = state.get(KEY);
    return stored === undefined ? undefined : (JSON.parse(stored) as Rotation);
  },

  /** Begins with a new token, unless one exists that was not handed out yet. */
  begin(transaction: Transaction, waitingFor: readonly number[]): void {
    const former = rotation.current(transaction);
    if (!former || former.isHandedOut) {
      ownTokens.add(transaction);
      save(transaction, { since: Date.now(), waitingFor, isHandedOut: false });
    }
  },

  /** A device of the user has registered the new token. */
  confirmed(transaction: Transaction, deviceID: number): void {
    const current = rotation.current(transaction);
    if (current) {
      save(transaction, { ...current, waitingFor: current.waitingFor.filter((one) => one !== deviceID) });
    }
  },

  /** Whether the new token may be handed out from now on. */
  handOut(transaction: Transaction): boolean {
    const current = rotation.current(transaction);
    if (!current || (current.waitingFor.length > 0 && Date.now() < current.since + PATIENCE)) {
      return false;
    }
    save(transaction, { ...current, isHandedOut: true });
    return true;
  },

  /** Ends with the newest token alone, unless another block has begun the next rotation meanwhile: its token was not handed out yet. */
  finish(transaction: Transaction): void {
    if (rotation.current(transaction)?.isHandedOut) {
      ownTokens.save(transaction, ownTokens.all(transaction).slice(0, 1));
      rotation.abandon(transaction);
    }
  },

  abandon(transaction: Transaction): void {
    transaction.delete(KEY);
  },

  /** The token to hand out now: one that all devices of the user admit. */
  token(state: Pick<Transaction, 'get'>): Access | undefined {
    const current = rotation.current(state);
    const [newest, former] = ownTokens.all(state);
    return current && !current.isHandedOut ? (former ?? newest) : newest;
  },
};

function save(transaction: Transaction, current: Rotation): void {
  transaction.set(KEY, JSON.stringify(current));
}
