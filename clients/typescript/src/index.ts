/**
 * A client of messaging-server, for Node.js, browsers and React Native. Start at {@link MessagingClient}.
 *
 * It opens the two kinds of connection that the protocol knows, never both on one socket: an {@link AnonymousConnection} fetches other users'
 * keys and sends, an {@link AuthenticatedConnection} registers keys and receives. Both reconnect by themselves. Nothing here encrypts messages: the
 * bytes that are sent are the bytes that arrive.
 *
 * @packageDocumentation
 */
export { address, addressKey } from './address.ts';
export { AnonymousConnection } from './anonymous-connection.ts';
export { Attachments } from './attachments/attachments.ts';
export type { DownloadOptions, TransferOptions, UploadedAttachment } from './attachments/attachments.ts';
export type { AttachmentContent } from './attachments/encrypted-content.ts';
export { AuthenticatedConnection } from './authenticated-connection.ts';
export { Connection } from './connection.ts';
export type { DeviceDirectory } from './devices/device-directory.ts';
export {
  AttachmentError,
  ClientError,
  ConnectFailedError,
  ConnectionClosedError,
  OutcomeUnknownError,
  ServerRefusedError,
  QueueFullError,
} from './errors.ts';
export type { AttachmentProblem } from './errors.ts';
export type { AttachmentCrypto, Sha256 } from './crypto.ts';
export type { FetchBody, FetchFunction, FetchResponse } from './attachments/http.ts';
export type { Frame, Origin } from './frame.ts';
export { Identity, userIDOf } from './identity.ts';
export type { IdentityOptions, Key, Keys } from './identity.ts';
export { DEFAULT_LIMITS } from './client-limits.ts';
export type { ClientLimits } from './client-limits.ts';
export type { ConnectionState, Disconnection } from './socket/connection-events.ts';
export type { UnsharedBytes, WebSocketConstructor, WebSocketLike } from './socket/web-socket.ts';
export { MessagingClient } from './messaging-client.ts';
export type { AnonymousOptions, DeviceOptions } from './messaging-client.ts';
export type { ClientOptions } from './options.ts';
export type { PreKeyBundle } from './pre-key-bundle.ts';
export type { MessageHandler } from './receiving/inbound-messages.ts';
export type { PreKeySource } from './requests/pre-key-replenisher.ts';
export type { WakeupSource, WakeupSubscription } from './requests/wakeup-renewal.ts';
export type { PreKeysOptions } from './requests/pre-key-fetch.ts';
export type { MultiRecipient, MultiSendOptions } from './sending/multi-recipient-sender.ts';
export type { SendOptions } from './sending/pending-message.ts';
export type { Signer } from './signer.ts';
export { DEFAULT_TIMEOUTS } from './client-timeouts.ts';
export type { ClientTimeouts } from './client-timeouts.ts';
export { ABNORMAL, CLOSE_CODES } from './wire/close-code.ts';
export { decode, decodeLogin, encode, encodeLogin, UndecodableError } from './wire/codec.ts';
export { ERROR_NAMES } from './wire/error-name.ts';
export type { ErrorName, Retry } from './wire/error-name.ts';
export { Strangers, WakeupState } from './wire/message.ts';
export type * from './wire/message.ts';
