import type { Payload, PayloadOf } from 'messaging-server-client';
import { NAMES } from './seen.ts';
import type { Knowledge, Seen } from './seen.ts';

type Glosses = { readonly [Type in Payload['type']]: (payload: PayloadOf<Type>, seen: Seen, known: Knowledge) => string };

const ACKED: Partial<Record<Payload['type'], string>> = {
  authResponse: 'The signature is valid: this WebSocket is now logged in',
  register: 'Registered',
  outboundMessage: 'Safe: the recipient acked it, or the server stored it',
  requestPreKeys: 'You know all devices already',
};

const GLOSSES: Glosses = {
  authChallenge: (_, { who, frame }) =>
    frame.origin.kind === 'authenticated' ? 'Sign this nonce to log in' : `${NAMES[who]} does not answer, and stays anonymous`,
  authResponse: (_, { who }) => `${NAMES[who]}, device 1, logs in with a signature`,
  register: ({ oneTimePreKeys }, { who }) => `Keys for ${NAMES[who]}’s senders: ${keys(oneTimePreKeys.length)}`,
  unregister: (_, { who }) => `Delete the registration of ${NAMES[who]}`,
  requestPreKeys: ({ userID }, _, known) => `A nameless sender requests keys of ${known.name(userID)}`,
  preKey: ({ address, oneTimePreKey }, _, known) =>
    oneTimePreKey.length > 0
      ? `${known.name(address?.userID)}’s keys, one of them for this sender only`
      : `${known.name(address?.userID)}’s signed key only: no one-time key is left`,
  requestKeyStatus: (_, { who }) => `${NAMES[who]} asks which of the device’s keys the server has`,
  keyStatus: ({ registered, oneTimeKeys }) => (registered ? `Registered, with ${oneTimeKeys} one-time keys left` : 'Not registered'),
  setWakeup: ({ endpoint }, { who }) =>
    endpoint === '' ? `${NAMES[who]}’s device is not to be woken` : `A push service that can wake ${NAMES[who]}’s device`,
  drained: (_, { who }) => `${NAMES[who]} has acked everything that waited`,
  preKeysLow: ({ keysRequested }, { who }) => `${NAMES[who]} has few one-time keys left, and should add ${keysRequested}`,
  outboundMessage: ({ to, unidentifiedSenderMessage }, _, known) =>
    `${unidentifiedSenderMessage.length} encrypted bytes for ${known.name(to?.userID)} from a nameless sender`,
  multiMessage: ({ shared, parts }) => `${shared.length} encrypted bytes for ${parts.length} recipients from a nameless sender`,
  multiResult: ({ refused }) => (refused.length === 0 ? 'Safe at every recipient' : `${refused.length} recipients do not get it`),
  requestUpload: ({ bytes }) => `Somebody nameless asks for a place for an attachment of ${bytes} bytes`,
  upload: () => 'A link to put it to, and one to fetch it from',
  inboundMessage: ({ sealedMessage }, { who }) => `${sealedMessage.length} encrypted bytes, which ${NAMES[who]} decrypts`,
  ack: (_, { who, frame, answers }) =>
    frame.direction === 'sent' ? `${NAMES[who]} has it; the server may delete it` : ((answers && ACKED[answers]) ?? 'Done'),
  error: ({ description }) => description,
};

/** Explains a frame in one line. */
export function gloss(seen: Seen, known: Knowledge): string {
  const payload = seen.frame.message?.payload;
  if (payload === undefined) {
    return seen.frame.message === undefined ? 'Bytes that are not a Message' : 'A Message without a payload';
  }
  const words = GLOSSES[payload.type] as (payload: Payload, seen: Seen, known: Knowledge) => string;
  return words(payload, seen, known);
}

function keys(oneTime: number): string {
  return oneTime === 1 ? 'a signed key and 1 one-time key' : `a signed key and ${oneTime} one-time keys`;
}
