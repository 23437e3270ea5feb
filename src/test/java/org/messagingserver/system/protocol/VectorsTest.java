package org.messagingserver.system.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.messagingserver.auth.SignatureVerifier;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.InvalidUserIdException;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ProtocolVersion;
import org.messagingserver.protocol.Retry;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;
import org.messagingserver.protocol.proto.Message;
import org.messagingserver.system.protocol.Vectors.Vector;
import org.messagingserver.testkit.SignalIdentity;

/** The server reads and writes the bytes that {@code docs/vectors.json} says. */
class VectorsTest {

  static Stream<Vector> framesOfClients() {
    return Stream.concat(Vectors.session().filter(step -> !step.isEvent()), Vectors.unusual())
        .filter(Vector::isToServer);
  }

  @ParameterizedTest
  @MethodSource("framesOfClients")
  void readsEveryFrameOfAClient(Vector vector) throws UndecodableFrameException {
    ClientMessage read =
        ClientMessageCodec.decode(vector.frame(), Integer.MAX_VALUE, ProtocolVersion.V1);

    assertThat(read.sequence()).isEqualTo(vector.sequence());
    if (read instanceof ClientMessage.InvalidRequest invalidRequest) {
      assertThat(invalidRequest.error()).isEqualTo(mistakeIn(vector));
    } else {
      assertThat(read).isEqualTo(Vectors.clientMessage(vector));
    }
  }

  private static ErrorName mistakeIn(Vector vector) {
    if (vector.payload().isEmpty()) {
      return ErrorName.INVALID_MESSAGE;
    }
    assertThatThrownBy(() -> Vectors.clientMessage(vector))
        .isInstanceOf(InvalidUserIdException.class);
    return ErrorName.INVALID_USER_ID;
  }

  static Stream<Vector> framesOfTheServer() {
    return Stream.concat(Vectors.session().filter(step -> !step.isEvent()), Vectors.errors())
        .filter(vector -> !vector.isToServer());
  }

  @ParameterizedTest
  @MethodSource("framesOfTheServer")
  void writesEveryFrameOfTheServer(Vector vector) {
    assertThat(ServerMessageCodec.encode(Vectors.serverMessage(vector), ProtocolVersion.V1))
        .isEqualTo(vector.frame());
  }

  static Stream<Vector> framesOfTheSecondVersion() {
    return Vectors.secondVersion();
  }

  @ParameterizedTest
  @MethodSource("framesOfTheSecondVersion")
  void writesAndReadsEveryFrameOfTheSecondVersion(Vector vector) throws UndecodableFrameException {
    if (vector.isToServer()) {
      ClientMessage message = Vectors.clientMessage(vector);
      assertThat(ClientMessageCodec.encode(message)).isEqualTo(vector.frame());
      assertThat(ClientMessageCodec.decode(vector.frame())).isEqualTo(message);
    } else {
      ServerMessage message = Vectors.serverMessage(vector);
      assertThat(ServerMessageCodec.encode(message, ProtocolVersion.V2)).isEqualTo(vector.frame());
      assertThat(ServerMessageCodec.decode(vector.frame())).isEqualTo(message);
    }
    assertThat(namesOf(vector)).isEqualTo(fieldsIn(Message.getDescriptor(), vector));
  }

  static Stream<Vector> unusualFramesOfTheServer() {
    return Vectors.unusual().filter(vector -> !vector.isToServer());
  }

  /** That of our own client, as an example to others. */
  @ParameterizedTest
  @MethodSource("unusualFramesOfTheServer")
  void readsUnusualFramesOfTheServer(Vector vector) throws UndecodableFrameException {
    if (vector.payload().isEmpty()) {
      assertThatThrownBy(() -> ServerMessageCodec.decode(vector.frame()))
          .isInstanceOf(UndecodableFrameException.class);
    } else {
      assertThat(ServerMessageCodec.decode(vector.frame()))
          .isEqualTo(Vectors.serverMessage(vector));
    }
  }

  static Stream<Vector> allVectors() {
    return Stream.concat(framesOfClients(), framesOfTheServer());
  }

  @ParameterizedTest
  @MethodSource("allVectors")
  void namesEveryFieldAsTheProtocolFileDoes(Vector vector) {
    if (!vector.payload().isEmpty() && !vector.payload().equals("inboundMessage")) {
      assertThat(namesOf(vector))
          .isEqualTo(
              fieldsIn(org.messagingserver.protocol.proto.v1.Message.getDescriptor(), vector));
    }
  }

  private static List<String> namesOf(Vector vector) {
    return List.copyOf(vector.fields().fieldNames());
  }

  /**
   * An optional field has no value that is the same as none, and what the first version lacks is
   * named only where it has a value.
   */
  private static boolean isLeftOut(FieldDescriptor field, Vector vector) {
    return !vector.fields().containsKey(field.getName())
        && (field.toProto().getProto3Optional() || isAdded(field));
  }

  private static boolean isAdded(FieldDescriptor field) {
    Descriptor first =
        org.messagingserver.protocol.proto.v1.Message.getDescriptor()
            .getFile()
            .findMessageTypeByName(field.getContainingType().getName());
    return first != null && first.findFieldByName(field.getName()) == null;
  }

  private static List<String> fieldsIn(Descriptor message, Vector vector) {
    return message.findFieldByName(vector.payload()).getMessageType().getFields().stream()
        .filter(field -> !isLeftOut(field, vector))
        .map(FieldDescriptor::getName)
        .toList();
  }

  @Test
  void tellsASessionWithEveryPayload() {
    assertThat(payloads(Vectors.session()))
        .isEqualTo(payloads(org.messagingserver.protocol.proto.v1.Message.getDescriptor()));
  }

  @Test
  void hasEveryPayloadOfTheSecondVersionToo() {
    assertThat(payloads(Stream.concat(Vectors.session(), Vectors.secondVersion())))
        .isEqualTo(payloads(Message.getDescriptor()));
  }

  private static Set<String> payloads(Stream<Vector> vectors) {
    return vectors
        .filter(step -> !step.isEvent())
        .map(Vector::payload)
        .filter(payload -> !payload.isEmpty())
        .collect(Collectors.toSet());
  }

  private static Set<String> payloads(Descriptor message) {
    return message.getOneofs().get(0).getFields().stream()
        .map(FieldDescriptor::getName)
        .collect(Collectors.toSet());
  }

  static Stream<JsonObject> logins() {
    return Vectors.logins();
  }

  @ParameterizedTest
  @MethodSource("logins")
  void signsAndVerifiesEveryLogin(JsonObject login) {
    Identity signer = Vectors.user(login.getString("signedBy"));
    Address address = Vectors.address(login.getJsonObject("address"));
    byte[] bytes = Vectors.bytes(login, "login").getBytes();
    byte[] signature = Vectors.bytes(login, "signature").getBytes();
    Nonce nonce = new Nonce(Vectors.bytes(login, "nonce").getBytes());

    assertThat(new Login(address, nonce).encode()).isEqualTo(bytes);
    assertThat(signer.signature(bytes)).isEqualTo(signature);
    assertThat(SignatureVerifier.verifies(address.user(), bytes, signature))
        .isEqualTo(login.getBoolean("valid"));
  }

  static Stream<JsonObject> serverBoundLogins() {
    return Vectors.serverBoundLogins();
  }

  @ParameterizedTest
  @MethodSource("serverBoundLogins")
  void signsAndReadsEveryLoginThatNamesItsServer(JsonObject vector)
      throws UndecodableFrameException {
    byte[] bytes = Vectors.bytes(vector, "login").getBytes();
    Nonce nonce = new Nonce(Vectors.bytes(vector, "nonce").getBytes());
    Address address = Vectors.address(vector.getJsonObject("address"));
    Login login =
        new Login(
            address, nonce, vector.getString("serverName"), vector.getBoolean("reportDrained"));

    assertThat(login.encode()).isEqualTo(bytes);
    assertThat(Login.decode(bytes)).isEqualTo(login);
    assertThat(Vectors.user(vector.getString("signedBy")).signature(bytes))
        .isEqualTo(Vectors.bytes(vector, "signature").getBytes());
  }

  static Stream<JsonObject> signalLogins() {
    return Vectors.signalLogins();
  }

  @ParameterizedTest
  @MethodSource("signalLogins")
  void verifiesEveryLoginOfASignalIdentity(JsonObject login) {
    SignalIdentity signer =
        SignalIdentity.ofPrivateKey(Vectors.bytes(login, "privateKey").getBytes());
    Address address = Vectors.address(login.getJsonObject("address"));
    byte[] bytes = Vectors.bytes(login, "login").getBytes();
    byte[] signature = Vectors.bytes(login, "signature").getBytes();
    Nonce nonce = new Nonce(Vectors.bytes(login, "nonce").getBytes());

    assertThat(signer.userId()).isEqualTo(address.user());
    assertThat(new Login(address, nonce).encode()).isEqualTo(bytes);
    assertThat(SignatureVerifier.verifies(address.user(), bytes, signature))
        .isEqualTo(login.getBoolean("valid"));
  }

  @Test
  void derivesEveryUserIdFromItsSeed() {
    for (String user : List.of("bob", "carol")) {
      assertThat(Vectors.user(user).userId().bytes()).isEqualTo(Vectors.userId(user).getBytes());
    }
  }

  @Test
  void knowsEveryErrorAndWhetherToRetry() {
    assertThat(Vectors.errors().map(error -> error + " " + error.entry().getBoolean("mayRetry")))
        .containsExactlyElementsOf(
            Stream.of(ErrorName.values())
                .map(name -> name.text() + " " + (name.retry() == Retry.LATER))
                .toList());
  }

  @Test
  void knowsEveryCloseCodeAndWhetherToComeAgain() {
    assertThat(Vectors.closeCodes())
        .containsExactlyElementsOf(
            Stream.of(CloseCode.values())
                .map(
                    code ->
                        new JsonObject()
                            .put("code", code.code())
                            .put("mayReconnect", code.retry() == Retry.LATER))
                .toList());
  }
}
