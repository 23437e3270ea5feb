import { randomBytes } from 'node:crypto';
import { create, fromJsonString, toJsonString } from '@bufbuild/protobuf';
import { hkdf } from '@signalapp/libsignal-client';
import type { Account } from './account.ts';
import { copy, equal, hex, utf8 } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import type { Transaction } from './journal.ts';
import { AccessSchema, HeldTokenSchema, OwnTokensSchema } from './wire/signal-chat_pb.ts';
import type { Access, HeldToken } from './wire/signal-chat_pb.ts';

export const TOKEN_BYTES = 32;
/** The server takes four hashes, and one is that of the token between the user's devices. */
const MAX_TOKENS = 3;
const OWN = 'own-tokens';
const LABEL = utf8('example.org signal-chat own devices 1\0');

/** The delivery tokens that admit others to this user's devices, which all have the same ones. */
export const ownTokens = {
  /** Newest first. */
  all(state: Pick<Transaction, 'get'>): readonly Access[] {
    const stored = state.get(OWN);
    return stored === undefined ? [] : fromJsonString(OwnTokensSchema, stored).tokens;
  },

  save(transaction: Transaction, tokens: readonly Access[]): void {
    transaction.set(OWN, toJsonString(OwnTokensSchema, create(OwnTokensSchema, { tokens: tokens.slice(0, MAX_TOKENS) })));
  },

  /** Makes a token, which is the newest, whatever the clock says. */
  add(transaction: Transaction): void {
    const former = ownTokens.all(transaction);
    const issuedAt = BigInt(Math.max(Date.now(), Number(former[0]?.issuedAt ?? 0n) + 1));
    ownTokens.save(transaction, [create(AccessSchema, { deliveryToken: randomBytes(TOKEN_BYTES), issuedAt }), ...former]);
  },

  /**
   * The token with which the devices of a user send to one another. All can derive it, so that they reach each other during a rotation, and also a
   * device that has missed one.
   */
  betweenDevices({ identity }: Account): Bytes {
    return hkdf(TOKEN_BYTES, identity.privateKey.serialize(), LABEL, null);
  },
};

/** The tokens of other users. Without one, this user is a stranger to them. */
export const heldTokens = {
  all(state: Pick<Transaction, 'get' | 'keys'>): HeldToken[] {
    return state.keys('token/').map((key) => fromJsonString(HeldTokenSchema, state.get(key) ?? '{}'));
  },

  /** Saves a token, unless a newer one of the user is known. */
  receive(transaction: Transaction, userID: Uint8Array, access: Access): void {
    const known = held(transaction, userID)?.issuedAt ?? -1n;
    if (access.issuedAt > known && access.deliveryToken.length === TOKEN_BYTES) {
      heldTokens.save(transaction, userID, access);
    }
  },

  /** Saves a token in place of any other. */
  save(transaction: Transaction, userID: Uint8Array, access: Access): void {
    transaction.set(heldKey(userID), toJsonString(HeldTokenSchema, create(HeldTokenSchema, { userID, access })));
  },

  /** The option of a request that reaches this user. */
  option(account: Account, state: Pick<Transaction, 'get'>, userID: Uint8Array): { deliveryToken?: Uint8Array } {
    if (equal(userID, account.userID)) {
      return { deliveryToken: ownTokens.betweenDevices(account) };
    }
    const access = held(state, userID);
    return access ? { deliveryToken: copy(access.deliveryToken) } : {};
  },
};

function held(state: Pick<Transaction, 'get'>, userID: Uint8Array): Access | undefined {
  const stored = state.get(heldKey(userID));
  return stored === undefined ? undefined : fromJsonString(HeldTokenSchema, stored).access;
}

function heldKey(userID: Uint8Array): string {
  return `token/${hex(userID)}`;
}
