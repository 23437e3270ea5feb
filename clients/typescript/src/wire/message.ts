/** One device of one user. */
export interface Address {
  /** 33 bytes: 0x05, then the user's 32-byte Ed25519 public key. */
  readonly userID: Uint8Array;
  /** Number of the device, among those of the user. */
  readonly deviceID: number;
}

/** The content that an AuthResponse signs. */
export interface Login {
  readonly address: Address | undefined;
  readonly nonce: Uint8Array;
  /** The host that the client dialed, as the URL standard serializes it, without a dot at the end; empty if it does not say. */
  readonly serverName: string;
  /** Whether the client asks for a `drained`. */
  readonly reportDrained: boolean;
}

/** The request that carried the same sequence succeeded. */
export interface Ack {
  readonly type: 'ack';
}

/** The request that carried the same sequence failed. */
export interface Failure {
  readonly type: 'error';
  readonly name: string;
  readonly description: string;
}

/** Sent by the server, once, as the first message of every connection. */
export interface AuthChallenge {
  readonly type: 'authChallenge';
  readonly nonce: Uint8Array;
  /** Undefined if the first version of the protocol is spoken. */
  readonly server: ServerInfo | undefined;
}

/** The limits of a server. */
export interface ServerInfo {
  /** The largest frame, in bytes. */
  readonly maxFrameBytes: number;
  /** Devices of one user. */
  readonly maxDevices: number;
  /** Parts of one MultiMessage. */
  readonly maxRecipients: number;
  /** The most bytes that the parts of one MultiMessage may have together, `shared` counted with each. */
  readonly maxFanOutBytes: number;
  /** The largest sealed message, in bytes. */
  readonly maxMessageBytes: number;
  /** The largest key, in bytes. */
  readonly maxKeyBytes: number;
  /** One-time keys in one Register. */
  readonly maxKeysPerRegister: number;
  /** Hours after which the server deletes a waiting message. */
  readonly retentionHours: number;
  /** The largest attachment, in bytes; 0 if the server keeps none. */
  readonly maxAttachmentBytes: number;
  /** The key with which devices subscribe to be woken, 65 bytes; empty if the server wakes none. */
  readonly wakeupKey: Uint8Array;
}

/** Authenticates the connection that it is sent on: a serialized Login, and the signature over exactly its bytes. */
export interface AuthResponse {
  readonly type: 'authResponse';
  readonly login: Uint8Array;
  readonly signature: Uint8Array;
}

/** Registers a device's keys, or adds one-time keys to its registration. */
export interface Register {
  readonly type: 'register';
  readonly registrationID: number;
  readonly signedPreKey: Uint8Array;
  readonly oneTimePreKeys: readonly Uint8Array[];
  /** Undefined leaves the admission on file. */
  readonly admission: Admission | undefined;
}

/** Who may reach a device. */
export interface Admission {
  /** What senders without one of the tokens may do: one of `Strangers`. */
  readonly strangers: number;
  /** SHA-256 hashes of 32-byte delivery tokens, at most 4. */
  readonly deliveryTokenHashes: readonly Uint8Array[];
}

/** What senders without a delivery token may do. */
export const Strangers = {
  /** All that others may. */
  welcome: 0,
  /** Send 20 messages of at most 4 KiB in 24 hours, all together, and fetch keys without a one-time key. */
  few: 1,
  /** Nothing: to them, the device is not registered. */
  none: 2,
} as const;

/** Removes the device: its registration, keys and waiting messages. */
export interface Unregister {
  readonly type: 'unregister';
}

/** Requests the keys of all devices of a user except the known ones. */
export interface RequestPreKeys {
  readonly type: 'requestPreKeys';
  readonly userID: Uint8Array;
  readonly knownDeviceIDs: readonly number[];
  /** Of the known devices, in the same order; or empty. A device that has another one by now is not known. */
  readonly knownRegistrationIDs: readonly number[];
  /** If not empty, the only devices that are asked for. */
  readonly onlyDeviceIDs: readonly number[];
  /** Empty from a stranger. */
  readonly deliveryToken: Uint8Array;
}

/** The keys of one device. */
export interface PreKey {
  readonly type: 'preKey';
  readonly address: Address | undefined;
  readonly registrationID: number;
  readonly signedPreKey: Uint8Array;
  /** Empty if the device has none left. */
  readonly oneTimePreKey: Uint8Array;
  /** How many PreKeys answer the request; 0 if the first version of the protocol is spoken. */
  readonly answerSize: number;
}

/** Notifies a device that few of its one-time keys are left. */
export interface PreKeysLow {
  readonly type: 'preKeysLow';
  readonly keysRequested: number;
}

/** Asks what the server has on file of this device's keys. */
export interface RequestKeyStatus {
  readonly type: 'requestKeyStatus';
  /** Whether to hash the one-time keys too, which counts as one registration for each 32 of them. */
  readonly oneTimeKeyHashes: boolean;
}

/** What the server has on file of this device's keys. */
export interface KeyStatus {
  readonly type: 'keyStatus';
  /** Whether the device is registered; if not, everything else is empty. */
  readonly registered: boolean;
  readonly registrationID: number;
  /** The SHA-256 of the signedPreKey. */
  readonly signedPreKeyHash: Uint8Array;
  /** How many one-time keys are left. */
  readonly oneTimeKeys: number;
  /** The first four bytes of the SHA-256 of each, little-endian, the newest first; empty unless requested. */
  readonly oneTimeKeyHashes: readonly number[];
  /** Whether the device is woken: one of `WakeupState`. */
  readonly wakeup: number;
  /** The `ServerInfo.wakeupKey` with which it has subscribed; empty if it has not, or the server no longer has that key. */
  readonly wakeupKey: Uint8Array;
}

/** Whether a device is woken when something waits for it. */
export const WakeupState = {
  /** It has not asked for it. */
  none: 0,
  /** It is. */
  set: 1,
  /** Its push service refuses the latest pushes; after three days of that, the server gives up. */
  failing: 2,
  /** It is not, since its push service no longer has the subscription: make another. */
  removed: 3,
} as const;

/** Replaces the Web Push subscription by which this device is woken. */
export interface SetWakeup {
  readonly type: 'setWakeup';
  /** The URL of the subscription; empty if the device is not to be woken. */
  readonly endpoint: string;
  /** The public key of the subscription, 65 bytes. */
  readonly p256dh: Uint8Array;
  /** The secret of the subscription, 16 bytes. */
  readonly auth: Uint8Array;
  /** Seconds between two pushes, at least. */
  readonly minSeconds: number;
  /** The `ServerInfo.wakeupKey` with which the device has subscribed. */
  readonly serverKey: Uint8Array;
}

/** Reports that everything that waited at the login is acked. */
export interface Drained {
  readonly type: 'drained';
}

/** A message for one device. */
export interface OutboundMessage {
  readonly type: 'outboundMessage';
  readonly to: Address | undefined;
  readonly unidentifiedSenderMessage: Uint8Array;
  /** The one that the device must have; undefined if any will do. */
  readonly registrationID: number | undefined;
  /** Whether the message is worth nothing later: the server passes it on to a recipient that is connected, or drops it. */
  readonly onlineOnly: boolean;
  /** Hours after which the server may delete the message if it still waits; 0 if it may wait as long as any. */
  readonly ttlHours: number;
  /** Whether the message does not wake its recipient. */
  readonly quiet: boolean;
  /** Empty from a stranger. */
  readonly deliveryToken: Uint8Array;
}

/** One message for several devices, which share most of its bytes. */
export interface MultiMessage {
  readonly type: 'multiMessage';
  /** The end of every recipient's message. */
  readonly shared: Uint8Array;
  readonly parts: readonly Part[];
  /** As in OutboundMessage, for each part. */
  readonly onlineOnly: boolean;
  /** As in OutboundMessage, for each part. */
  readonly ttlHours: number;
  /** As in OutboundMessage, for each part. */
  readonly quiet: boolean;
}

/** What one recipient of a MultiMessage receives besides what all share. */
export interface Part {
  readonly to: Address | undefined;
  /** The begin of its message. */
  readonly head: Uint8Array;
  /** As in OutboundMessage. */
  readonly registrationID: number | undefined;
  /** Empty from a stranger. */
  readonly deliveryToken: Uint8Array;
}

/** What became of the parts of a MultiMessage; those that are not refused are safe. */
export interface MultiResult {
  readonly type: 'multiResult';
  readonly refused: readonly Refusal[];
}

/** A part of a MultiMessage that was refused. */
export interface Refusal {
  /** The index of the part. */
  readonly part: number;
  /** The name of the error. */
  readonly name: string;
}

/** Asks for a place for an attachment. */
export interface RequestUpload {
  readonly type: 'requestUpload';
  /** Exactly as many as will be put. */
  readonly bytes: number;
}

/** A place for one attachment. Anyone who has one of the URLs may use it; one that begins with a slash is relative to the server. */
export interface Upload {
  readonly type: 'upload';
  /** Takes the bytes by one HTTP PUT, once. */
  readonly putURL: string;
  /** To be sent with the PUT. */
  readonly putHeaders: Readonly<Record<string, string>>;
  /** Gives the bytes by HTTP GET; it may redirect. */
  readonly getURL: string;
  /** Seconds since 1970 until which `putURL` may be used. */
  readonly putExpiresAt: number;
  /** Seconds since 1970 until which the attachment is kept. */
  readonly keptUntil: number;
}

/** A message for the Address of this connection, exactly as its sender sent it. */
export interface InboundMessage {
  readonly type: 'inboundMessage';
  readonly sealedMessage: Uint8Array;
}

/** An answer to a request, with the same sequence. */
export type Answer = Ack | Failure | PreKey | KeyStatus | MultiResult | Upload;

/** The content of one frame; `type` is the name of the field in `Message`. */
export type Payload =
  | Answer
  | AuthChallenge
  | AuthResponse
  | Register
  | Unregister
  | RequestPreKeys
  | RequestKeyStatus
  | PreKeysLow
  | OutboundMessage
  | InboundMessage
  | Drained
  | MultiMessage
  | RequestUpload
  | SetWakeup;

/** The payload of this type. */
export type PayloadOf<Type extends Payload['type']> = Extract<Payload, { readonly type: Type }>;

/** The envelope of everything that is sent in either direction. */
export interface Message {
  /** The number of a request; a response carries the number of its request. */
  readonly sequence: number;
  /** Undefined if the frame has none, or one of a later protocol. */
  readonly payload: Payload | undefined;
}
