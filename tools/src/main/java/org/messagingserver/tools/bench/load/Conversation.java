package org.messagingserver.tools.bench.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.client.Identity;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.protocol.ClientMessageCodec;
import org.messagingserver.protocol.Login;
import org.messagingserver.protocol.Nonce;
import org.messagingserver.protocol.ServerMessage;
import org.messagingserver.protocol.ServerMessageCodec;
import org.messagingserver.protocol.UndecodableFrameException;
import org.messagingserver.protocol.UserId;

/** A connection for the requests before a measurement. */
public final class Conversation implements LeanSocket.Reader {
  private final Promise<Nonce> challenge = Promise.promise();
  private final Map<Integer, Promise<Void>> waiting = new HashMap<>();
  private LeanSocket socket;
  private int sequence;
  private Optional<LoadException> failure = Optional.empty();

  private Conversation() {}

  /** Connects, on the event loop that this is called on, and awaits the challenge. */
  public static Future<Conversation> open(NetClient client, URI server) {
    Conversation conversation = new Conversation();
    return LeanSocket.connect(client, server, conversation)
        .onSuccess(opened -> conversation.socket = opened)
        .compose(opened -> conversation.challenge.future())
        .map(conversation);
  }

  /** Logs in. */
  public Future<Void> logIn(Identity identity, Address address) {
    return challenge
        .future()
        .compose(
            nonce -> {
              byte[] login = new Login(address, nonce).encode();
              return Signing.sign(identity, login)
                  .compose(signature -> request(authResponse(login, signature)));
            });
  }

  private ClientMessage authResponse(byte[] login, byte[] signature) {
    return new ClientMessage.AuthResponse(
        ++sequence, Buffer.buffer(login), Buffer.buffer(signature));
  }

  /** Registers, without one-time keys. */
  public Future<Void> register() {
    return register(List.of());
  }

  /** Registers these one-time keys in addition to earlier ones. */
  public Future<Void> register(List<Buffer> oneTimePreKeys) {
    return register(Buffer.buffer("signed"), oneTimePreKeys);
  }

  Future<Void> register(Buffer signedPreKey, List<Buffer> oneTimePreKeys) {
    return request(new ClientMessage.Register(++sequence, 1, signedPreKey, oneTimePreKeys));
  }

  /** Fetches the keys of a user with one device. */
  Future<Void> fetchKeys(UserId user) {
    return request(new ClientMessage.RequestPreKeys(++sequence, user, Set.of()));
  }

  /** Unregisters; answers come here again from now on. */
  public Future<Void> unregister() {
    socket.setReader(this);
    return request(new ClientMessage.Unregister(++sequence));
  }

  private Future<Void> request(ClientMessage request) {
    if (failure.isPresent()) {
      return Future.failedFuture(failure.get());
    }
    Promise<Void> answer = Promise.promise();
    waiting.put(request.sequence(), answer);
    Buffer frame = ClientMessageCodec.encode(request);
    socket.begin(frame.length()).appendBuffer(frame);
    return answer.future();
  }

  @Override
  public void message(Buffer bytes, int from, int to) {
    try {
      received(ServerMessageCodec.decode(bytes.getBuffer(from, to)));
    } catch (UndecodableFrameException e) {
      fail("the server has sent an undecodable frame");
    }
  }

  private void received(ServerMessage message) {
    if (message instanceof ServerMessage.AuthChallenge challenged) {
      challenge.complete(challenged.nonce());
    } else if (message instanceof ServerMessage.Ack ack) {
      waiting.remove(ack.sequence()).tryComplete();
    } else if (message instanceof ServerMessage.PreKey keys) {
      waiting.remove(keys.sequence()).tryComplete();
    } else if (message instanceof ServerMessage.Failure failure) {
      fail("the server has answered with " + failure.name());
    }
  }

  @Override
  public void lost() {
    fail("the server has closed a socket");
  }

  private void fail(String how) {
    LoadException why = new LoadException(how);
    failure = Optional.of(why);
    challenge.tryFail(why);
    waiting.values().forEach(promise -> promise.tryFail(why));
  }

  /** The socket, for further use. */
  public LeanSocket socket() {
    return socket;
  }
}
