import {
  CiphertextMessageType,
  ContentHint,
  ErrorCode,
  LibSignalErrorBase,
  PreKeySignalMessage,
  PrivateKey,
  SenderCertificate,
  ServerCertificate,
  SignalMessage,
  UnidentifiedSenderMessageContent,
  groupDecrypt,
  groupEncrypt,
  sealedSenderDecryptToUsmc,
  sealedSenderEncrypt,
  sealedSenderMultiRecipientEncrypt,
  signalDecrypt,
  signalDecryptPreKey,
  signalEncrypt,
} from '@signalapp/libsignal-client';
import type { ProtocolAddress } from '@signalapp/libsignal-client';
import MultiRecipientMessage from '@signalapp/libsignal-client/dist/SealedSenderMultiRecipientMessage.js';
import type { Account } from './account.ts';
import { copy } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import { isDeviceID, nameOf, protocolAddress } from './names.ts';
import type { Stores } from './stores.ts';

const CERTIFICATE_LIFETIME = 365 * 24 * 60 * 60 * 1000;

/** One device of one user. */
export interface Device {
  readonly userID: Bytes;
  readonly deviceID: number;
}

/** A message for one device. */
export interface Sealed {
  readonly to: Device;
  readonly bytes: Bytes;
}

/** An opened message. */
export interface Opened {
  readonly from: Device;
  readonly plaintext: Bytes;
  /** The group whose sender key it was encrypted with. */
  readonly groupID: Bytes | undefined;
}

/** A message that nobody can be asked about: it is dropped. */
export class MessageRejectedError extends Error {
  override readonly name = 'MessageRejectedError';
}

/** A message that was opened before: it is dropped. */
export class DuplicateError extends Error {
  override readonly name = 'DuplicateError';
}

/** The sender is certain, but this device has not, or no longer, the keys for the content. */
export class UndecryptableError extends Error {
  override readonly name = 'UndecryptableError';
  readonly from: Device;

  constructor(from: Device, cause: unknown) {
    super('no session or key opens this message', { cause });
    this.from = from;
  }
}

/** Seals messages of this device so that the server does not see who sent them, and opens those that others have sealed. */
export class Sealing {
  readonly #self: ProtocolAddress;
  readonly #certificate: SenderCertificate;

  constructor(account: Account) {
    this.#self = protocolAddress(account.userID, account.deviceID);
    this.#certificate = selfIssued(account);
  }

  /** Encrypts for one device, with which there is a session. */
  async seal(stores: Stores, to: Device, plaintext: Bytes): Promise<Bytes> {
    const address = protocolAddress(to.userID, to.deviceID);
    const encrypted = await signalEncrypt(plaintext, address, this.#self, stores.sessions, stores.identities);
    const content = UnidentifiedSenderMessageContent.new(encrypted, this.#certificate, ContentHint.Resendable, null);
    return sealedSenderEncrypt(content, address, stores.identities);
  }

  /** Encrypts once for all these devices, with a sender key that they have; the sealed messages differ in their first bytes alone. */
  async sealForGroup(stores: Stores, groupID: Bytes, distributionID: string, to: readonly Device[], plaintext: Bytes): Promise<readonly Sealed[]> {
    const encrypted = await groupEncrypt(this.#self, distributionID, stores.senderKeys, plaintext);
    const content = UnidentifiedSenderMessageContent.new(encrypted, this.#certificate, ContentHint.Resendable, groupID);
    const recipients = to.map(({ userID, deviceID }) => protocolAddress(userID, deviceID));
    const { identities: identityStore, sessions: sessionStore } = stores;
    const together = new MultiRecipientMessage(await sealedSenderMultiRecipientEncrypt({ content, recipients, identityStore, sessionStore }));
    const byName = together.recipientsByServiceIdString();
    return to.map((device) => {
      const recipient = byName[nameOf(device.userID).getServiceIdString()];
      if (!recipient) {
        throw new Error('libsignal has left out a recipient');
      }
      return { to: device, bytes: together.messageForRecipient(recipient) };
    });
  }

  /** @throws MessageRejectedError, DuplicateError or UndecryptableError */
  async open(stores: Stores, sealed: Uint8Array): Promise<Opened> {
    const content = await outer(stores, sealed);
    const from = senderOf(content.senderCertificate());
    const address = protocolAddress(from.userID, from.deviceID);
    if (address.toString() === this.#self.toString()) {
      throw new MessageRejectedError('this device has sent the message itself');
    }
    try {
      const plaintext = await this.#inner(stores, content, address);
      // A message in a group arrives before any in a session, perhaps.
      await stores.identities.saveIdentity(address, content.senderCertificate().key());
      return { from, plaintext, groupID: content.groupId() ?? undefined };
    } catch (cause) {
      if (LibSignalErrorBase.is(cause, ErrorCode.DuplicatedMessage)) {
        throw new DuplicateError('the message was opened before', { cause });
      }
      throw new UndecryptableError(from, cause);
    }
  }

  #inner(stores: Stores, content: UnidentifiedSenderMessageContent, from: ProtocolAddress): Promise<Bytes> {
    const { sessions, identities, preKeys, signedPreKeys, kyberPreKeys, senderKeys } = stores;
    const bytes = content.contents();
    switch (content.msgType()) {
      case CiphertextMessageType.PreKey: {
        const message = PreKeySignalMessage.deserialize(bytes);
        return signalDecryptPreKey(message, from, this.#self, sessions, identities, preKeys, signedPreKeys, kyberPreKeys);
      }
      case CiphertextMessageType.Whisper:
        return signalDecrypt(SignalMessage.deserialize(bytes), from, this.#self, sessions, identities);
      case CiphertextMessageType.SenderKey:
        return groupDecrypt(from, senderKeys, bytes);
      default:
        throw new Error('an unknown type of message');
    }
  }
}

/**
 * Removes the outer layer. libsignal checks that the sender has the private key of the certificate, as both keys take part in the encryption.
 */
async function outer(stores: Stores, sealed: Uint8Array): Promise<UnidentifiedSenderMessageContent> {
  try {
    return await sealedSenderDecryptToUsmc(copy(sealed), stores.identities);
  } catch (cause) {
    throw new MessageRejectedError('the message is not sealed for this user', { cause });
  }
}

/**
 * The sender, by the key. **This check is the app's part**: libsignal takes the name in a certificate as given, whoever has issued it, so anyone
 * could write a victim's name beside their own key.
 *
 * @throws MessageRejectedError if name and key do not belong together
 */
export function senderOf(certificate: SenderCertificate): Device {
  const userID = certificate.key().serialize();
  if (certificate.senderUuid() !== nameOf(userID).getServiceIdString() || !isDeviceID(certificate.senderDeviceId())) {
    throw new MessageRejectedError('the name in the certificate is not that of its key');
  }
  return { userID, deviceID: certificate.senderDeviceId() };
}

/**
 * Signal's server issues certificates, which prove that a name belongs to a key. Here the name itself proves that, so nobody has to issue anything:
 * a key that is thrown away fills the places of the signatures, and nobody verifies them. The identity key does not sign certificates, as they do
 * not begin with a context string.
 */
function selfIssued({ userID, deviceID, identity }: Account): SenderCertificate {
  const issuer = PrivateKey.generate();
  const server = ServerCertificate.new(1, issuer.getPublicKey(), issuer);
  const expiration = Date.now() + CERTIFICATE_LIFETIME;
  return SenderCertificate.new(nameOf(userID), null, deviceID, identity.publicKey, expiration, server, issuer);
}
