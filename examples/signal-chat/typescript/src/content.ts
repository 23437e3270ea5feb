import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { copy } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { ContentSchema } from './wire/signal-chat_pb.ts';
import type { Access, Content } from './wire/signal-chat_pb.ts';

const BLOCK = 160;
const MARK = 0x80;

export type Body = NonNullable<MessageInitShape<typeof ContentSchema>['body']>;

/** The plaintext of a message: the content, padded, so that its size reveals little about it. */
export function encodeContent(body: Body, sentAt = Date.now(), access?: Access): Bytes {
  const content = toBinary(ContentSchema, create(ContentSchema, { sentAt: BigInt(sentAt), body, ...(access && { access }) }));
  const padded = new Uint8Array(Math.ceil((content.length + 1) / BLOCK) * BLOCK);
  padded.set(content);
  padded[content.length] = MARK;
  return padded;
}

/** @throws if the plaintext is not padded content */
export function decodeContent(plaintext: Uint8Array): Content {
  const end = plaintext.findLastIndex((byte) => byte !== 0);
  if (plaintext[end] !== MARK) {
    throw new Error('the content is not padded');
  }
  return fromBinary(ContentSchema, copy(plaintext.subarray(0, end)));
}
