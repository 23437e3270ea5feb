package org.messagingserver.testkit;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.ClientMessage.AuthResponse;
import org.messagingserver.protocol.DeliveryToken;

/** Makes what has to be found nowhere, each under a name that may be told, and looks for it. */
public final class Canaries {
  private static final int WORDS = 40;
  private static final int KEY = 33;

  private final SecureRandom random = new SecureRandom();
  private final Renderings renderings = new Renderings();

  /** A user: the userID, with and without its type byte, is one. */
  public Identity user(String name) {
    Identity user = Identity.generate();
    add(name, user.userId().bytes());
    return user;
  }

  /** Lower-case letters. */
  public String words(String name) {
    String words =
        random
            .ints(WORDS, 'a', 'z' + 1)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    add(name, words.getBytes(StandardCharsets.US_ASCII));
    return words;
  }

  /** Bytes as of a key. */
  public Buffer key(String name) {
    byte[] key = new byte[KEY];
    random.nextBytes(key);
    return Buffer.buffer(add(name, key));
  }

  /** A token, and its hash. */
  public DeliveryToken token(String name) {
    byte[] bytes = new byte[DeliveryToken.BYTES];
    random.nextBytes(bytes);
    DeliveryToken token = new DeliveryToken(Buffer.buffer(add(name, bytes)));
    add(name + ", hashed", token.hash().getBytes());
    return token;
  }

  /** What a user proves with who it is. */
  public AuthResponse login(String name, AuthResponse login) {
    add(name + ", login", login.login().getBytes());
    add(name + ", signature", login.signature().getBytes());
    return login;
  }

  /** What somebody else has made. */
  public byte[] add(String name, byte[] canary) {
    return renderings.add(name, canary);
  }

  /** An address of this machine's loopback interface; three digits in each place but the first. */
  public InetAddress client(String name) {
    byte[] address = {127, place(), place(), place()};
    return renderings.add(name, address(address));
  }

  private byte place() {
    return (byte) random.nextInt(100, 256);
  }

  /** An address for documentation, see RFC 3849, and so of nobody. */
  public InetAddress farClient(String name) {
    byte[] address = new byte[16];
    random.nextBytes(address);
    System.arraycopy(new byte[] {0x20, 0x01, 0x0d, (byte) 0xb8}, 0, address, 0, 4);
    return renderings.add(name, address(address));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The names of those that stand in these bytes, each with its spelling there. */
  Set<String> foundIn(byte[] bytes) {
    return renderings.foundIn(bytes);
  }

  /** The same in a text that keeps one byte in a character. */
  public Set<String> foundIn(String text) {
    return renderings.foundIn(text);
  }

  /** The same in any of them. */
  public Set<String> foundIn(Collection<byte[]> all) {
    Set<String> found = new TreeSet<>();
    all.forEach(bytes -> found.addAll(foundIn(bytes)));
    return found;
  }

  /**
   * The same in any file below a directory, each with the file; but for those that go meanwhile.
   */
  public Set<String> foundBelow(Path directory) throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        foundIn(contents(file)).forEach(name -> found.add(name + " in " + file.getFileName()));
      }
    }
    return found;
  }

  private static byte[] contents(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException gone) {
      return new byte[0];
    }
  }

  /** The same in texts. */
  public Set<String> foundInTexts(Collection<String> all) {
    return foundIn(String.join("\n", all));
  }
}
