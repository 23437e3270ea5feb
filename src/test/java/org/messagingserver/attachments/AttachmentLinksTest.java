package org.messagingserver.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.encryption.Encryption;
import org.messagingserver.encryption.EncryptionSettings;

class AttachmentLinksTest {
  private static final Attachment ATTACHMENT =
      new Attachment(UUID.randomUUID(), 123_456_789_012L, 500_000);
  private static final UploadPermit PERMIT = new UploadPermit(ATTACHMENT, 1_800_000_000);

  @TempDir Path directory;
  private AttachmentLinks links;

  @BeforeEach
  void open() {
    links = links("keys.json");
  }

  private AttachmentLinks links(String keys) {
    EncryptionSettings settings = new EncryptionSettings(directory.resolve(keys), Optional.empty());
    return new AttachmentLinks(Encryption.open(settings));
  }

  @Test
  void recognizesItsTokensAfterARestart() {
    AttachmentLinks restarted = links("keys.json");

    assertThat(restarted.download(links.download(ATTACHMENT))).contains(ATTACHMENT);
    assertThat(restarted.upload(links.upload(PERMIT))).contains(PERMIT);
    assertThat(restarted.name(ATTACHMENT)).isEqualTo(links.name(ATTACHMENT));
  }

  @Test
  void refusesATokenOfWhichAnyBitIsAnother() {
    byte[] token = Base64.getUrlDecoder().decode(links.download(ATTACHMENT));

    IntStream.range(0, token.length * Byte.SIZE)
        .forEach(
            bit -> {
              byte[] forged = token.clone();
              forged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
              assertThat(links.download(encoded(forged))).isEmpty();
            });
  }

  @Test
  void refusesTokensOfAnotherDeploymentOrPurpose() {
    assertThat(links("others.json").download(links.download(ATTACHMENT))).isEmpty();
    assertThat(links.download(links.upload(PERMIT))).isEmpty();
    assertThat(links.upload(links.download(ATTACHMENT))).isEmpty();
  }

  @Test
  void cannotTurnOneTokenIntoAnother() {
    byte[] download = Base64.getUrlDecoder().decode(links.download(ATTACHMENT));
    byte[] upload = Base64.getUrlDecoder().decode(links.upload(PERMIT));
    byte[] shortened = download.clone();
    System.arraycopy(upload, upload.length - 16, shortened, shortened.length - 16, 16);

    assertThat(links.download(encoded(shortened))).isEmpty();
  }

  @Test
  void knowsOneSpellingOfAToken() {
    String token = links.download(ATTACHMENT);
    char last = token.charAt(token.length() - 1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    String spelled =
        token.substring(0, token.length() - 1) + alphabet.charAt(alphabet.indexOf(last) ^ 1);

    assertThat(Base64.getUrlDecoder().decode(spelled))
        .isEqualTo(Base64.getUrlDecoder().decode(token));
    assertThat(links.download(spelled)).isEmpty();
    assertThat(links.download(token + "=")).isEmpty();
    assertThat(links.download("")).isEmpty();
    assertThat(links.download("%2e%2e/../" + token)).isEmpty();
    assertThat(links.download("A".repeat(10_000))).isEmpty();
  }

  @Test
  void namesAnAttachmentByNothingThatIsInItsLinks() {
    String name = links.name(ATTACHMENT);

    assertThat(name).matches("[0-9a-f]{32}");
    assertThat(name).isNotEqualTo(ATTACHMENT.id().toString().replace("-", ""));
    assertThat(links.name(new Attachment(ATTACHMENT.id(), 1, 1))).isNotEqualTo(name);
  }

  @Test
  void keepsAtLeastAsLongAsItIsAsked() {
    assertThat(Attachment.hourAfter(Instant.ofEpochSecond(3600))).isEqualTo(1);
    assertThat(Attachment.hourAfter(Instant.ofEpochSecond(3601))).isEqualTo(2);
  }

  private static String encoded(byte[] token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }
}
