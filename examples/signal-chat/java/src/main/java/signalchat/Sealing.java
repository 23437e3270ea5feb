package signalchat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.signal.libsignal.metadata.InvalidMetadataMessageException;
import org.signal.libsignal.metadata.InvalidMetadataVersionException;
import org.signal.libsignal.metadata.ProtocolDuplicateMessageException;
import org.signal.libsignal.metadata.ProtocolException;
import org.signal.libsignal.metadata.SealedSessionCipher;
import org.signal.libsignal.metadata.SelfSendException;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.InvalidCertificateException;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.metadata.certificate.ServerCertificate;
import org.signal.libsignal.metadata.protocol.UnidentifiedSenderMessageContent;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidRegistrationIdException;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.SessionCipher;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.UntrustedIdentityException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.groups.GroupCipher;
import org.signal.libsignal.protocol.message.CiphertextMessage;

/**
 * Seals messages of this device so that the server does not see who sent them, and opens those that
 * others have sealed.
 */
final class Sealing {
  private static final Duration CERTIFICATE_LIFETIME = Duration.ofDays(365);

  private final Account account;
  private final SenderCertificate certificate;

  Sealing(Account account) {
    this.account = account;
    this.certificate = selfIssued(account);
  }

  /**
   * An opened message.
   *
   * @param groupId the group with whose sender key it was encrypted, if any
   */
  record Opened(Device from, byte[] plaintext, Optional<byte[]> groupId) {}

  /** A message that is dropped: it is forged, not for this device, or was opened before. */
  static final class MessageRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MessageRejectedException(Exception cause) {
      super("the message is refused", cause);
    }
  }

  /** The sender is certain, but this device has not, or no longer, the keys for the content. */
  static final class UndecryptableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Device from;

    UndecryptableException(Device from, Exception cause) {
      super("no session or key opens this message", cause);
      this.from = from;
    }

    Device from() {
      return from;
    }
  }

  /** Encrypts for one device, with which there is a session. */
  byte[] seal(Stores stores, Device to, byte[] plaintext) {
    try {
      CiphertextMessage encrypted = new SessionCipher(stores, Names.address(to)).encrypt(plaintext);
      return seal(stores, to, encrypted);
    } catch (NoSessionException | UntrustedIdentityException e) {
      throw new IllegalStateException("there is no session", e);
    }
  }

  /** Encrypts once, with a sender key. */
  CiphertextMessage encryptForGroup(Stores stores, UUID distribution, byte[] plaintext) {
    try {
      return new GroupCipher(stores, Names.address(account.device()))
          .encrypt(distribution, plaintext);
    } catch (NoSessionException e) {
      throw new IllegalStateException("there is no sender key", e);
    }
  }

  private byte[] seal(Stores stores, Device to, CiphertextMessage encrypted) {
    try {
      return cipher(stores).encrypt(Names.address(to), content(encrypted, Optional.empty()));
    } catch (InvalidKeyException | UntrustedIdentityException e) {
      throw new IllegalStateException("the identity is not known", e);
    }
  }

  /** Seals an encrypted message for all these devices; the results differ in their first bytes. */
  SealedForAll sealForAll(
      Stores stores, List<Device> to, CiphertextMessage encrypted, byte[] groupId) {
    var addresses = to.stream().map(Names::address).toList();
    try {
      return new SealedForAll(
          cipher(stores)
              .multiRecipientEncrypt(addresses, content(encrypted, Optional.of(groupId))));
    } catch (InvalidKeyException
        | InvalidRegistrationIdException
        | NoSessionException
        | UntrustedIdentityException e) {
      throw new IllegalStateException("there is no session", e);
    }
  }

  private UnidentifiedSenderMessageContent content(
      CiphertextMessage encrypted, Optional<byte[]> groupId) {
    int hint = UnidentifiedSenderMessageContent.CONTENT_HINT_RESENDABLE;
    return new UnidentifiedSenderMessageContent(encrypted, certificate, hint, groupId);
  }

  /** Throws MessageRejectedException or UndecryptableException. */
  Opened open(Stores stores, byte[] sealed) {
    NameCheck check = new NameCheck();
    try {
      var result = cipher(stores).decrypt(check, sealed, System.currentTimeMillis());
      SignalProtocolAddress address = Names.address(check.sender);
      stores.saveIdentity(address, new IdentityKey(check.sender.userId()));
      return new Opened(check.sender, result.getPaddedMessage(), result.getGroupId());
    } catch (ProtocolDuplicateMessageException
        | InvalidMetadataMessageException
        | InvalidMetadataVersionException
        | SelfSendException
        | InvalidKeyException e) {
      throw new MessageRejectedException(e);
    } catch (ProtocolException e) {
      throw new UndecryptableException(check.sender, e);
    }
  }

  private SealedSessionCipher cipher(Stores stores) {
    UUID name = Names.of(account.userId()).getRawUUID();
    return new SealedSessionCipher(stores, name, null, account.deviceId());
  }

  /**
   * Accepts a certificate whose name is that of its key. <b>This check is the app's part</b>:
   * libsignal takes the name in a certificate as given, so anyone could write a victim's name
   * beside their own key. libsignal has checked that the sender has the private key, as it takes
   * part in the encryption; nobody needs to verify the signatures.
   */
  static final class NameCheck extends CertificateValidator {
    private Device sender;

    NameCheck() {
      super(ECKeyPair.generate().getPublicKey());
    }

    @Override
    public void validate(SenderCertificate certificate, long now)
        throws InvalidCertificateException {
      byte[] userId = certificate.getKey().serialize();
      String name = Names.of(userId).toServiceIdString();
      if (!certificate.getSenderUuid().equals(name)
          || !Names.isDeviceId(certificate.getSenderDeviceId())) {
        throw new InvalidCertificateException(
            "the name in the certificate is not that of its key");
      }
      sender = new Device(userId, certificate.getSenderDeviceId());
    }
  }

  /**
   * The name itself proves that it belongs to the key, so nobody has to issue certificates: a key
   * that is discarded makes the signatures.
   */
  private static SenderCertificate selfIssued(Account account) {
    ECKeyPair issuer = ECKeyPair.generate();
    var server = new ServerCertificate(issuer.getPrivateKey(), 1, issuer.getPublicKey());
    return server.issue(
        issuer.getPrivateKey(),
        // As a string: what this version makes of a ServiceId is no UUID.
        Names.of(account.userId()).toServiceIdString(),
        Optional.empty(),
        account.deviceId(),
        account.identity().getPublicKey().getPublicKey(),
        System.currentTimeMillis() + CERTIFICATE_LIFETIME.toMillis());
  }
}
