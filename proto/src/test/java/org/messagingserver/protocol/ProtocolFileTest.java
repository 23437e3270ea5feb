package org.messagingserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.proto.Message;

/**
 * Names, numbers and types that clients in the field have compiled in. Never change a line here.
 */
class ProtocolFileTest {
  private static final FileDescriptor FILE = Message.getDescriptor().getFile();

  private static final Map<String, List<String>> CONTRACT =
      Map.ofEntries(
          Map.entry(
              "Message",
              List.of(
                  "uint32 sequence = 1",
                  "Ack ack = 2",
                  "Error error = 3",
                  "AuthChallenge authChallenge = 4",
                  "AuthResponse authResponse = 5",
                  "Register register = 6",
                  "Unregister unregister = 7",
                  "RequestPreKeys requestPreKeys = 8",
                  "PreKey preKey = 9",
                  "PreKeysLow preKeysLow = 10",
                  "OutboundMessage outboundMessage = 11",
                  "bytes inboundMessage = 12",
                  "Drained drained = 16",
                  "RequestKeyStatus requestKeyStatus = 17",
                  "KeyStatus keyStatus = 18",
                  "MultiMessage multiMessage = 19",
                  "MultiResult multiResult = 20",
                  "SetWakeup setWakeup = 21",
                  "RequestUpload requestUpload = 22",
                  "Upload upload = 23")),
          Map.entry("Ack", List.of()),
          Map.entry("Error", List.of("string name = 1", "string description = 2")),
          Map.entry("Address", List.of("bytes userID = 1", "uint32 deviceID = 2")),
          Map.entry("AuthChallenge", List.of("bytes nonce = 1", "ServerInfo server = 2")),
          Map.entry(
              "ServerInfo",
              List.of(
                  "uint32 maxFrameBytes = 1",
                  "uint32 maxDevices = 2",
                  "uint32 maxRecipients = 3",
                  "bytes wakeupKey = 4",
                  "uint64 maxAttachmentBytes = 5",
                  "uint32 maxFanOutBytes = 6",
                  "uint32 maxMessageBytes = 7",
                  "uint32 maxKeyBytes = 8",
                  "uint32 maxKeysPerRegister = 9",
                  "uint32 retentionHours = 10")),
          Map.entry("AuthResponse", List.of("bytes login = 1", "bytes signature = 2")),
          Map.entry(
              "Login",
              List.of(
                  "Address address = 1",
                  "bytes nonce = 2",
                  "string serverName = 3",
                  "bool reportDrained = 4")),
          Map.entry(
              "Register",
              List.of(
                  "uint32 registrationID = 1",
                  "bytes signedPreKey = 2",
                  "repeated bytes oneTimePreKeys = 3",
                  "Admission admission = 4")),
          Map.entry(
              "Admission", List.of("enum strangers = 1", "repeated bytes deliveryTokenHashes = 2")),
          Map.entry("Unregister", List.of()),
          Map.entry(
              "RequestPreKeys",
              List.of(
                  "bytes userID = 1",
                  "repeated uint32 knownDeviceIDs = 2",
                  "repeated uint32 knownRegistrationIDs = 3",
                  "repeated uint32 onlyDeviceIDs = 4",
                  "bytes deliveryToken = 5")),
          Map.entry(
              "PreKey",
              List.of(
                  "Address address = 1",
                  "uint32 registrationID = 2",
                  "bytes signedPreKey = 3",
                  "bytes oneTimePreKey = 4",
                  "uint32 answerSize = 5")),
          Map.entry("PreKeysLow", List.of("uint32 keysRequested = 1")),
          Map.entry("Drained", List.of()),
          Map.entry("RequestKeyStatus", List.of("bool oneTimeKeyHashes = 1")),
          Map.entry(
              "KeyStatus",
              List.of(
                  "bool registered = 1",
                  "uint32 registrationID = 2",
                  "bytes signedPreKeyHash = 3",
                  "uint32 oneTimeKeys = 4",
                  "repeated fixed32 oneTimeKeyHashes = 5",
                  "enum wakeup = 6",
                  "bytes wakeupKey = 7")),
          Map.entry(
              "SetWakeup",
              List.of(
                  "string endpoint = 1",
                  "bytes p256dh = 2",
                  "bytes auth = 3",
                  "uint32 minSeconds = 4",
                  "bytes serverKey = 5")),
          Map.entry(
              "OutboundMessage",
              List.of(
                  "Address to = 1",
                  "bytes unidentifiedSenderMessage = 2",
                  "uint32 registrationID = 3",
                  "bool onlineOnly = 4",
                  "uint32 ttlHours = 5",
                  "bool quiet = 6",
                  "bytes deliveryToken = 7")),
          Map.entry(
              "MultiMessage",
              List.of(
                  "bytes shared = 1",
                  "repeated Part parts = 2",
                  "bool onlineOnly = 3",
                  "uint32 ttlHours = 4",
                  "bool quiet = 5")),
          Map.entry(
              "Part",
              List.of(
                  "Address to = 1",
                  "bytes head = 2",
                  "uint32 registrationID = 3",
                  "bytes deliveryToken = 4")),
          Map.entry("MultiResult", List.of("repeated Refusal refused = 1")),
          Map.entry("Refusal", List.of("uint32 part = 1", "string name = 2")),
          Map.entry("RequestUpload", List.of("uint64 bytes = 1")),
          Map.entry(
              "Upload",
              List.of(
                  "string putURL = 1",
                  "repeated PutHeadersEntry putHeaders = 2",
                  "string getURL = 3",
                  "uint64 putExpiresAt = 4",
                  "uint64 keptUntil = 5")),
          Map.entry("PutHeadersEntry", List.of("string key = 1", "string value = 2")));

  @Test
  void holdsExactlyTheMessagesOfTheContract() {
    Map<String, List<String>> messages =
        FILE.getMessageTypes().stream()
            .flatMap(
                message -> Stream.concat(Stream.of(message), message.getNestedTypes().stream()))
            .collect(Collectors.toMap(Descriptor::getName, ProtocolFileTest::fields));

    assertThat(messages).containsExactlyInAnyOrderEntriesOf(CONTRACT);
    assertThat(FILE.getEnumTypes())
        .extracting(EnumDescriptor::getName)
        .containsExactly("Strangers", "WakeupState");
    assertThat(values("Strangers"))
        .containsExactly("STRANGERS_WELCOME = 0", "STRANGERS_FEW = 1", "STRANGERS_NONE = 2");
    assertThat(values("WakeupState"))
        .containsExactly(
            "WAKEUP_NONE = 0", "WAKEUP_SET = 1", "WAKEUP_FAILING = 2", "WAKEUP_REMOVED = 3");
    assertThat(FILE.getServices()).isEmpty();
  }

  private static List<String> values(String type) {
    return FILE.findEnumTypeByName(type).getValues().stream()
        .map(value -> value.getName() + " = " + value.getNumber())
        .toList();
  }

  @Test
  void isProto3InThePackageSignal() {
    assertThat(FILE.getPackage()).isEqualTo("signal");
    assertThat(FILE.toProto().getSyntax()).isEqualTo("proto3");
  }

  @Test
  void holdsAllButTheSequenceAsOnePayload() {
    List<OneofDescriptor> oneofs = Message.getDescriptor().getOneofs();

    assertThat(oneofs).extracting(OneofDescriptor::getName).containsExactly("payload");
    assertThat(oneofs.get(0).getFields())
        .extracting(FieldDescriptor::getNumber)
        .containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 17, 18, 19, 20, 21, 22, 23);
  }

  private static List<String> fields(Descriptor message) {
    return message.getFields().stream().map(ProtocolFileTest::line).toList();
  }

  private static String line(FieldDescriptor field) {
    String type =
        field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
            ? field.getMessageType().getName()
            : field.getType().name().toLowerCase(Locale.ROOT);
    return "%s%s %s = %d"
        .formatted(field.isRepeated() ? "repeated " : "", type, field.getName(), field.getNumber());
  }
}
