import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Address, Message, Payload } from '../../src/index.ts';

const FILE = join(import.meta.dirname, '../../../../../docs/vectors.json');

/** A message as it stands in the file: bytes are hex, and the payload stands under its name. */
export interface Decoded {
  readonly sequence: number;
  readonly [payload: string]: unknown;
}

export interface Step {
  readonly name: string;
  readonly connection: string;
  readonly event?: 'connects' | 'drops' | 'closes';
  readonly code?: number;
  readonly direction?: 'toClient' | 'toServer';
  readonly message?: Decoded;
  readonly frame?: string;
}

/** As much of docs/vectors.json as these tests read. */
export interface Vectors {
  readonly users: Readonly<Record<string, { readonly seed: string; readonly userID: string }>>;
  readonly logins: readonly {
    readonly name: string;
    readonly signedBy: string;
    readonly address: { readonly userID: string; readonly deviceID: number };
    readonly nonce: string;
    readonly login: string;
    readonly signature: string;
  }[];
  readonly serverBoundLogins: readonly {
    readonly name: string;
    readonly signedBy: string;
    readonly address: { readonly userID: string; readonly deviceID: number };
    readonly nonce: string;
    readonly serverName: string;
    readonly reportDrained: boolean;
    readonly login: string;
    readonly signature: string;
  }[];
  readonly session: readonly Step[];
  readonly errors: readonly { readonly name: string; readonly mayRetry: boolean; readonly message: Decoded; readonly frame: string }[];
  readonly closeCodes: readonly { readonly code: number; readonly mayReconnect: boolean }[];
  readonly unusual: readonly { readonly name: string; readonly message: Decoded; readonly frame: string }[];
  readonly secondVersion: readonly { readonly name: string; readonly message: Decoded; readonly frame: string }[];
  readonly attachment: {
    readonly key: string;
    readonly header: string;
    readonly contentBytes: number;
    readonly encryptedBytes: number;
    readonly sha256: string;
  };
  readonly bad: readonly { readonly name: string; readonly frame?: string; readonly closes: number | null }[];
}

/** The bytes of the protocol; undefined where this checkout has none. */
export const VECTORS = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Vectors) : undefined;

export function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A message as it would stand in the file; what the first version lacks stands there only if there is any. */
export function asInFile({ sequence, payload }: Message): Decoded {
  return payload === undefined ? { sequence } : { sequence, [payload.type]: content(payload) };
}

function content(payload: Payload): unknown {
  if (payload.type === 'inboundMessage') {
    return hex(payload.sealedMessage);
  }
  const { type: _, ...fields } = payload;
  return value(fields);
}

function value(given: unknown): unknown {
  if (given instanceof Uint8Array) {
    return hex(given);
  }
  if (Array.isArray(given)) {
    return given.map(value);
  }
  if (typeof given === 'object' && given !== null) {
    const present = Object.entries(given).filter(([name, field]) => !isAddedAndAbsent(name, field));
    return Object.fromEntries(present.map(([name, field]) => [name, value(field)]));
  }
  return given;
}

const ADDED_LISTS = new Set(['deliveryToken', 'knownRegistrationIDs', 'onlyDeviceIDs', 'wakeupKey']);

/** Whether the first version lacks this field, and the message has none. */
function isAddedAndAbsent(name: string, field: unknown): boolean {
  return (
    ((name === 'server' || name === 'admission') && field === undefined) ||
    (name === 'registrationID' && field === undefined) ||
    ((name === 'onlineOnly' || name === 'quiet') && field === false) ||
    ((name === 'answerSize' || name === 'ttlHours' || name === 'wakeup') && field === 0) ||
    (ADDED_LISTS.has(name) && (field as Uint8Array | readonly number[]).length === 0)
  );
}

/** The address that this stands for. */
export function addressOf({ userID, deviceID }: { readonly userID: string; readonly deviceID: number }): Address {
  return { userID: bytes(userID), deviceID };
}
