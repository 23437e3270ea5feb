import type { Payload } from 'messaging-server-client';
import { NAMES } from './seen.ts';
import type { Knowledge, Seen } from './seen.ts';

type Glosses = { readonly [Type in Payload['type']]: (payload: Extract<Payload, { type: Type }>, seen: Seen, known: Knowledge) => string };

const ACKED: Partial<Record<Payload['type'], string>> = {
  authResponse: 'The signature holds: this socket is now signed in',
  register: 'Kept',
  outboundMessage: 'Safe now: acked by its recipient, or on the server’s disk',
  requestPreKeys: 'You know every device already',
};

const GLOSSES: Glosses = {
  authChallenge: (_, { who, frame }) =>
    frame.origin.kind === 'authenticated' ? 'Who are you? Sign this nonce' : `Not answered: ${NAMES[who]} stays nameless here`,
  authResponse: (_, { who }) => `I am ${NAMES[who]}, device 1: signed`,
  register: ({ oneTimePreKeys }, { who }) => `Keys for whoever writes to ${NAMES[who]}: ${keys(oneTimePreKeys.length)}`,
  unregister: (_, { who }) => `Forget ${NAMES[who]}`,
  requestPreKeys: ({ userID }, _, known) => `Somebody wants to write to ${known.name(userID)}. Who? Not said`,
  preKey: ({ address, oneTimePreKey }, _, known) =>
    oneTimePreKey.length > 0
      ? `${known.name(address?.userID)}’s keys, one of them for nobody else`
      : `${known.name(address?.userID)}’s signed key alone: no one-time key to be had`,
  preKeysLow: ({ keysRequested }, { who }) => `${NAMES[who]}, few one-time keys are left: ${keysRequested} more, please`,
  outboundMessage: ({ to, unidentifiedSenderMessage }, _, known) =>
    `${unidentifiedSenderMessage.length} sealed bytes for ${known.name(to?.userID)}. From whom? Not said`,
  inboundMessage: ({ sealedMessage }, { who }) => `${sealedMessage.length} sealed bytes; ${NAMES[who]} opens them`,
  ack: (_, { who, frame, answers }) =>
    frame.direction === 'sent' ? `${NAMES[who]} has it: forget it` : ((answers && ACKED[answers]) ?? 'Done'),
  error: ({ description }) => description,
};

/** What a frame means, in plain words. */
export function gloss(seen: Seen, known: Knowledge): string {
  const payload = seen.frame.message?.payload;
  if (payload === undefined) {
    return seen.frame.message === undefined ? 'Bytes that are no Message' : 'A Message that says nothing';
  }
  const words = GLOSSES[payload.type] as (payload: Payload, seen: Seen, known: Knowledge) => string;
  return words(payload, seen, known);
}

function keys(oneTime: number): string {
  return oneTime === 1 ? 'a signed one, and 1 to be used once' : `a signed one, and ${oneTime} to be used once each`;
}
