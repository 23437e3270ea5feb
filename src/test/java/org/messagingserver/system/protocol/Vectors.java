package org.messagingserver.system.protocol;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;
import org.messagingserver.protocol.Handling;
import org.messagingserver.protocol.KeysOnFile;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.PreKeyBundle;
import org.messagingserver.protocol.ServerInfo;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.UploadLinks;
import org.messagingserver.protocol.UserId;
import org.messagingserver.protocol.WakeupStatus;

/**
 * What {@code docs/vectors.json} says, in the words of the server. The file was written by other
 * code than ours, and is the authority.
 */
final class Vectors {
  private static final JsonObject FILE = read(Path.of("docs", "vectors.json"));

  /** An entry that holds a decoded message and its frame. */
  record Vector(JsonObject entry) {
    String connection() {
      return entry.getString("connection");
    }

    /** Whether it is from a client to the server. */
    boolean isToServer() {
      return "toServer".equals(entry.getString("direction"));
    }

    /** Whether it is no frame, but something that happens to the connection. */
    boolean isEvent() {
      return entry.containsKey("event");
    }

    JsonObject message() {
      return entry.getJsonObject("message");
    }

    int sequence() {
      return unsigned(message(), "sequence");
    }

    /** The name of the message's payload; empty where it has none. */
    String payload() {
      return message().fieldNames().stream()
          .filter(name -> !name.equals("sequence"))
          .findFirst()
          .orElse("");
    }

    JsonObject fields() {
      return message().getJsonObject(payload());
    }

    Buffer frame() {
      return bytes(entry, "frame");
    }

    @Override
    public String toString() {
      return entry.getString("name");
    }
  }

  /** Bytes that no client should send, and what the server does about them. */
  record Bad(JsonObject entry) {
    WebSocketFrame frame() {
      if (entry.containsKey("text")) {
        return WebSocketFrame.textFrame(entry.getString("text"), true);
      }
      Buffer content =
          entry.containsKey("zeros")
              ? Buffer.buffer(new byte[entry.getInteger("zeros")])
              : bytes(entry, "frame");
      return WebSocketFrame.binaryFrame(content, true);
    }

    /** The sequence and the name of the error, where there is one. */
    Optional<JsonObject> answer() {
      return Optional.ofNullable(entry.getJsonObject("answer"));
    }

    /** The code that the connection is closed with, where it is. */
    Optional<Integer> closes() {
      return Optional.ofNullable(entry.getInteger("closes"));
    }

    @Override
    public String toString() {
      return entry.getString("name");
    }
  }

  private Vectors() {}

  private static JsonObject read(Path file) {
    try {
      return new JsonObject(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonObject settings() {
    return FILE.getJsonObject("settings");
  }

  static Stream<Vector> session() {
    return vectors("session");
  }

  static Stream<Vector> errors() {
    return vectors("errors");
  }

  static Stream<Vector> unusual() {
    return vectors("unusual");
  }

  static Stream<Vector> secondVersion() {
    return vectors("secondVersion");
  }

  static Stream<Bad> bad() {
    return entries("bad").map(Bad::new);
  }

  static Stream<JsonObject> closeCodes() {
    return entries("closeCodes");
  }

  static Stream<JsonObject> logins() {
    return entries("logins");
  }

  /** Of users whose keys are those of the Signal Protocol. */
  static Stream<JsonObject> signalLogins() {
    return entries("signalLogins");
  }

  /** Of clients that name their server. */
  static Stream<JsonObject> serverBoundLogins() {
    return entries("serverBoundLogins");
  }

  private static Stream<Vector> vectors(String section) {
    return entries(section).map(Vector::new);
  }

  private static Stream<JsonObject> entries(String section) {
    return FILE.getJsonArray(section).stream().map(JsonObject.class::cast);
  }

  /** A user of the story, by its name there. */
  static Identity user(String name) {
    JsonObject user = FILE.getJsonObject("users").getJsonObject(name);
    return Identity.ofPrivateKey(bytes(user, "seed").getBytes());
  }

  /** A user's userID, by the name of the user. */
  static Buffer userId(String name) {
    return bytes(FILE.getJsonObject("users").getJsonObject(name), "userID");
  }

  /**
   * What the server should understand.
   *
   * @throws org.messagingserver.protocol.InvalidUserIdException where it holds no proper userID
   */
  static ClientMessage clientMessage(Vector vector) {
    int sequence = vector.sequence();
    JsonObject fields = vector.fields();
    return switch (vector.payload()) {
      case "ack" -> new ClientMessage.Ack(sequence);
      case "authResponse" ->
          new ClientMessage.AuthResponse(
              sequence, bytes(fields, "login"), bytes(fields, "signature"));
      case "register" ->
          new ClientMessage.Register(
              sequence,
              unsigned(fields, "registrationID"),
              bytes(fields, "signedPreKey"),
              many(fields, "oneTimePreKeys"),
              Optional.ofNullable(fields.getJsonObject("admission")).map(Vectors::admission));
      case "unregister" -> new ClientMessage.Unregister(sequence);
      case "requestKeyStatus" ->
          new ClientMessage.RequestKeyStatus(sequence, fields.getBoolean("oneTimeKeyHashes"));
      case "setWakeup" ->
          new ClientMessage.SetWakeup(
              sequence,
              fields.getString("endpoint"),
              bytes(fields, "p256dh"),
              bytes(fields, "auth"),
              unsigned(fields, "minSeconds"),
              bytes(fields, "serverKey"));
      case "requestPreKeys" ->
          new ClientMessage.RequestPreKeys(
              sequence,
              UserId.of(bytes(fields, "userID").getBytes()),
              selection(fields),
              deliveryToken(fields));
      case "outboundMessage" ->
          new ClientMessage.OutboundMessage(
              sequence,
              address(fields.getJsonObject("to")),
              bytes(fields, "unidentifiedSenderMessage"),
              handling(fields),
              registrationId(fields),
              deliveryToken(fields));
      case "requestUpload" -> new ClientMessage.RequestUpload(sequence, fields.getLong("bytes"));
      case "multiMessage" ->
          new ClientMessage.MultiMessage(
              sequence,
              bytes(fields, "shared"),
              objects(fields, "parts").map(Vectors::part).toList(),
              handling(fields));
      default -> throw new AssertionError("no client sends " + vector.payload());
    };
  }

  /** What the server should write. */
  static ServerMessage serverMessage(Vector vector) {
    int sequence = vector.sequence();
    return switch (vector.payload()) {
      case "ack" -> new ServerMessage.Ack(sequence);
      case "error" ->
          new ServerMessage.Failure(
              sequence,
              vector.fields().getString("name"),
              vector.fields().getString("description"));
      case "authChallenge" ->
          new ServerMessage.AuthChallenge(
              sequence, new Nonce(bytes(vector.fields(), "nonce").getBytes()), serverInfo(vector));
      case "preKey" ->
          new ServerMessage.PreKey(
              sequence, bundle(vector.fields()), vector.fields().getInteger("answerSize", 0));
      case "preKeysLow" ->
          new ServerMessage.PreKeysLow(sequence, unsigned(vector.fields(), "keysRequested"));
      case "drained" -> new ServerMessage.Drained(sequence);
      case "keyStatus" ->
          new ServerMessage.KeyStatus(
              sequence, keysOnFile(vector.fields()), wakeupStatus(vector.fields()));
      case "upload" -> new ServerMessage.Upload(sequence, links(vector.fields()));
      case "inboundMessage" ->
          new ServerMessage.InboundMessage(sequence, bytes(vector.message(), "inboundMessage"));
      case "multiResult" ->
          new ServerMessage.MultiResult(
              sequence,
              objects(vector.fields(), "refused")
                  .map(
                      refusal ->
                          new ServerMessage.MultiResult.Refusal(
                              refusal.getInteger("part"), refusal.getString("name")))
                  .toList());
      default -> throw new AssertionError("no server sends " + vector.payload());
    };
  }

  private static Optional<ServerInfo> serverInfo(Vector vector) {
    return Optional.ofNullable(vector.fields().getJsonObject("server"))
        .map(
            info ->
                new ServerInfo(
                    info.getInteger("maxFrameBytes"),
                    info.getInteger("maxDevices"),
                    info.getInteger("maxRecipients"),
                    info.getInteger("maxFanOutBytes"),
                    info.getInteger("maxMessageBytes"),
                    info.getInteger("maxKeyBytes"),
                    info.getInteger("maxKeysPerRegister"),
                    Duration.ofHours(info.getInteger("retentionHours")),
                    info.getLong("maxAttachmentBytes", 0L),
                    optionalBytes(info, "wakeupKey")));
  }

  /** Without wishes in the first version. */
  private static Handling handling(JsonObject fields) {
    return new Handling(
        fields.getInteger("ttlHours", 0),
        fields.getBoolean("onlineOnly", false),
        fields.getBoolean("quiet", false));
  }

  private static Buffer optionalBytes(JsonObject fields, String name) {
    return fields.containsKey(name) ? bytes(fields, name) : Buffer.buffer();
  }

  private static WakeupStatus wakeupStatus(JsonObject fields) {
    List<WakeupStatus.State> states =
        List.of(
            WakeupStatus.State.NONE,
            WakeupStatus.State.SET,
            WakeupStatus.State.FAILING,
            WakeupStatus.State.REMOVED);
    return new WakeupStatus(
        states.get(fields.getInteger("wakeup", 0)), optionalBytes(fields, "wakeupKey"));
  }

  private static UploadLinks links(JsonObject fields) {
    Map<String, String> headers =
        fields.getJsonObject("putHeaders").stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> (String) entry.getValue()));
    return new UploadLinks(
        fields.getString("putURL"),
        headers,
        fields.getString("getURL"),
        fields.getLong("putExpiresAt"),
        fields.getLong("keptUntil"));
  }

  private static KeysOnFile keysOnFile(JsonObject fields) {
    return new KeysOnFile(
        fields.getBoolean("registered"),
        unsigned(fields, "registrationID"),
        bytes(fields, "signedPreKeyHash"),
        unsigned(fields, "oneTimeKeys"),
        fields.getJsonArray("oneTimeKeyHashes").stream()
            .map(hash -> ((Number) hash).intValue())
            .toList());
  }

  private static Admission admission(JsonObject fields) {
    return new Admission(
        strangers(fields.getInteger("strangers")), many(fields, "deliveryTokenHashes"));
  }

  private static Admission.Strangers strangers(int code) {
    return Stream.of(Admission.Strangers.values())
        .filter(one -> one.code() == code)
        .findFirst()
        .orElseThrow();
  }

  private static Optional<DeliveryToken> deliveryToken(JsonObject fields) {
    return fields.containsKey("deliveryToken")
        ? Optional.of(new DeliveryToken(bytes(fields, "deliveryToken")))
        : Optional.empty();
  }

  private static ClientMessage.MultiMessage.Part part(JsonObject fields) {
    return new ClientMessage.MultiMessage.Part(
        address(fields.getJsonObject("to")),
        bytes(fields, "head"),
        registrationId(fields),
        deliveryToken(fields));
  }

  private static OptionalInt registrationId(JsonObject fields) {
    return fields.containsKey("registrationID")
        ? OptionalInt.of(unsigned(fields, "registrationID"))
        : OptionalInt.empty();
  }

  private static DeviceSelection selection(JsonObject fields) {
    JsonArray known = fields.getJsonArray("knownDeviceIDs");
    JsonArray registrationIds = fields.getJsonArray("knownRegistrationIDs", new JsonArray());
    Map<DeviceId, Integer> paired = new HashMap<>();
    for (int index = 0; index < registrationIds.size(); index++) {
      paired.put(DeviceId.of(known.getLong(index)), registrationIds.getLong(index).intValue());
    }
    JsonArray only = fields.getJsonArray("onlyDeviceIDs", new JsonArray());
    return new DeviceSelection(devices(known), paired, devices(only));
  }

  private static Stream<JsonObject> objects(JsonObject fields, String name) {
    return fields.getJsonArray(name).stream().map(JsonObject.class::cast);
  }

  private static PreKeyBundle bundle(JsonObject fields) {
    return new PreKeyBundle(
        address(fields.getJsonObject("address")),
        unsigned(fields, "registrationID"),
        bytes(fields, "signedPreKey"),
        bytes(fields, "oneTimePreKey"));
  }

  static Address address(JsonObject fields) {
    return new Address(
        UserId.of(bytes(fields, "userID").getBytes()), DeviceId.of(fields.getLong("deviceID")));
  }

  private static Set<DeviceId> devices(JsonArray numbers) {
    Set<DeviceId> devices = new HashSet<>();
    numbers.forEach(number -> devices.add(DeviceId.of(((Number) number).longValue())));
    return devices;
  }

  private static List<Buffer> many(JsonObject fields, String name) {
    return fields.getJsonArray(name).stream().map(text -> bytes((String) text)).toList();
  }

  static Buffer bytes(JsonObject fields, String name) {
    return bytes(fields.getString(name));
  }

  private static Buffer bytes(String hex) {
    return Buffer.buffer(HexFormat.of().parseHex(hex));
  }

  private static int unsigned(JsonObject fields, String name) {
    return Math.toIntExact(fields.getLong(name) << 32 >> 32);
  }
}
