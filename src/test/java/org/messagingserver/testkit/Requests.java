package org.messagingserver.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessage.MultiMessage;
import org.messagingserver.protocol.ClientMessage.OutboundMessage;
import org.messagingserver.protocol.ClientMessage.Register;
import org.messagingserver.protocol.ClientMessage.RequestPreKeys;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.ServerMessage;

/** Requests that wait for a sequence, and what their answers say: short words for tests. */
public final class Requests {
  /** No word is long enough to be a key, and none is the name of a class. */
  private static final Pattern PLAIN_WORDS = Pattern.compile("([\\w']{1,20}[,;:]?( |$)){3,30}");

  private Requests() {}

  public static Address address(Identity user, int device) {
    return new Address(user.userId(), new DeviceId(device));
  }

  /** A device that is registered, with no one-time keys unless given some, and online. */
  public static RawSocket registered(TestServer server, Identity user, int device, String... keys) {
    return RawSocket.open(server).logIn(user, device).must(register(1, "signed", keys));
  }

  public static IntFunction<ClientMessage> register(
      int registrationId, String signedPreKey, String... oneTimePreKeys) {
    return sequence ->
        new Register(
            sequence,
            registrationId,
            Buffer.buffer(signedPreKey),
            Stream.of(oneTimePreKeys).map(Buffer::buffer).toList());
  }

  public static IntFunction<ClientMessage> unregister() {
    return ClientMessage.Unregister::new;
  }

  public static IntFunction<ClientMessage> preKeysOf(Identity user, int... known) {
    Set<DeviceId> devices = IntStream.of(known).mapToObj(DeviceId::new).collect(Collectors.toSet());
    return sequence -> new RequestPreKeys(sequence, user.userId(), devices);
  }

  public static IntFunction<ClientMessage> outbound(Identity user, int device, String text) {
    return outbound(user, device, Buffer.buffer(text));
  }

  public static IntFunction<ClientMessage> outbound(Identity user, int device, Buffer sealed) {
    return sequence -> new OutboundMessage(sequence, address(user, device), sealed);
  }

  /** A message for several devices, which all get the same but for their heads. */
  public static IntFunction<ClientMessage> multi(String shared, MultiMessage.Part... parts) {
    return sequence -> new MultiMessage(sequence, Buffer.buffer(shared), List.of(parts));
  }

  public static MultiMessage.Part part(Identity user, int device, String head) {
    return new MultiMessage.Part(address(user, device), Buffer.buffer(head));
  }

  /** The same for a device with this registrationID alone. */
  public static IntFunction<ClientMessage> outbound(
      Identity user, int device, String text, int registrationId) {
    return sequence ->
        new OutboundMessage(
            sequence,
            address(user, device),
            Buffer.buffer(text),
            Handling.ORDINARY,
            OptionalInt.of(registrationId),
            Optional.empty());
  }

  /** The name of the error that this answer is; its description has to be plain words. */
  public static ErrorName refusal(ServerMessage answer) {
    if (answer instanceof ServerMessage.Failure failure) {
      assertThat(failure.description()).matches(PLAIN_WORDS);
      return ErrorName.of(failure.name()).orElseThrow();
    }
    throw new AssertionError("no error: " + answer);
  }
}
