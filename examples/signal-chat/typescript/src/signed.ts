import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { PublicKey } from '@signalapp/libsignal-client';
import type { PrivateKey } from '@signalapp/libsignal-client';
import { concat, copy, utf8 } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { SignedSchema } from './wire/signal-chat_pb.ts';

/**
 * What a signature of the identity is about. A login begins with 0x0a, and none of these does; each ends in a zero byte, so that none is the
 * beginning of another. No signature can therefore be mistaken for one of another kind.
 */
export const CONTEXTS = {
  deviceKeys: 'example.org signal-chat device keys 1\0',
  oneTimeKeys: 'example.org signal-chat one-time keys 1\0',
} as const;

export type Context = keyof typeof CONTEXTS;

/** Signs content, and returns both as a `Signed`. */
export function sign(key: PrivateKey, context: Context, content: Uint8Array): Bytes {
  const signature = key.sign(signedBytes(context, content));
  return copy(toBinary(SignedSchema, create(SignedSchema, { content, signature })));
}

/**
 * The content of a `Signed`.
 *
 * @throws if it is none, or this user has not signed it in this context
 */
export function verified(userID: Uint8Array, context: Context, signed: Uint8Array): Uint8Array {
  const { content, signature } = fromBinary(SignedSchema, signed);
  if (!PublicKey.deserialize(copy(userID)).verify(signedBytes(context, content), copy(signature))) {
    throw new Error('the signature is not by this user');
  }
  return content;
}

function signedBytes(context: Context, content: Uint8Array): Bytes {
  return concat(utf8(CONTEXTS[context]), content);
}
