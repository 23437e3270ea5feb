package org.messagingserver.client.okhttp;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.ConnectFailedException;
import org.messagingserver.client.Disconnection;
import org.messagingserver.client.Scheduler;
import org.messagingserver.client.Transport;

/** A WebSocket of OkHttp, whose reader hands everything over to the scheduler. */
final class OkHttpWebSocket extends WebSocketListener implements Transport.WebSocket {
  private static final int NORMAL = 1000;

  /** The code that OkHttp reports of a close frame without one. */
  private static final int NO_CODE = 1005;

  /** OkHttp itself closes a socket with 16 MiB that wait. */
  private static final long FULL_BYTES = 256 * 1024;

  /** OkHttp does not report that there is room again. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Optional<String> subprotocol;
  private final Scheduler scheduler;
  private final Transport.Listener listener;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final ReadGate gate;
  private okhttp3.WebSocket socket;
  private boolean open;
  private boolean isEnded;
  private boolean isLooking;

  OkHttpWebSocket(ClientOptions options, Scheduler scheduler, Transport.Listener listener) {
    this.subprotocol = options.version().subprotocol();
    this.scheduler = scheduler;
    this.listener = listener;
    this.gate = new ReadGate(options.limits().frameBytes());
  }

  void begin(OkHttpClient client, Request request) {
    socket = client.newWebSocket(request, this);
  }

  @Override
  public void onOpen(okhttp3.WebSocket opened, Response response) {
    String agreed = response.header("Sec-WebSocket-Protocol");
    boolean speaks = !subprotocol.isPresent() || subprotocol.get().equals(agreed);
    scheduler.execute(() -> opened(speaks));
  }

  private void opened(boolean speaks) {
    open = true;
    if (isEnded) {
      socket.close(NORMAL, null);
    } else if (speaks) {
      listener.opened();
    } else {
      end();
      socket.cancel();
      listener.failed(ConnectFailedException.wrongVersion(null));
    }
  }

  @Override
  public void onMessage(okhttp3.WebSocket from, ByteString frame) {
    byte[] bytes = frame.toByteArray();
    if (gate.enter(bytes.length)) {
      scheduler.execute(() -> gate.pass(bytes, this::received));
    }
  }

  private void received(byte[] frame) {
    if (!isEnded) {
      listener.received(frame);
    }
  }

  @Override
  public void onClosing(okhttp3.WebSocket closing, int code, String reason) {
    boolean isStated = code != NO_CODE;
    closing.close(isStated ? code : NORMAL, null);
    scheduler.execute(() -> ended(isStated ? code : Disconnection.ABNORMAL));
  }

  @Override
  public void onClosed(okhttp3.WebSocket from, int code, String reason) {
    scheduler.execute(() -> closed.complete(null));
  }

  @Override
  public void onFailure(okhttp3.WebSocket from, Throwable failure, Response response) {
    int status = response == null ? 0 : response.code();
    scheduler.execute(() -> failed(failure, status));
  }

  private void failed(Throwable failure, int status) {
    closed.complete(null);
    if (open) {
      ended(Disconnection.ABNORMAL);
    } else if (!isEnded) {
      end();
      boolean isRefused = status != 0 && status != 101;
      listener.failed(
          isRefused
              ? ConnectFailedException.httpStatus(status, failure)
              : ConnectFailedException.of(failure));
    }
  }

  /** Messages that arrived before are delivered before, unless the socket is paused. */
  private void ended(int code) {
    if (!isEnded) {
      end();
      listener.closed(code);
    }
  }

  private void end() {
    isEnded = true;
    gate.close();
  }

  @Override
  public void send(byte[] frame) {
    socket.send(ByteString.of(frame, 0, frame.length));
  }

  @Override
  public boolean isFull() {
    boolean isFull = socket.queueSize() >= FULL_BYTES;
    if (isFull && !isLooking) {
      isLooking = true;
      scheduler.schedule(LOOK_AGAIN, this::lookForRoom);
    }
    return isFull;
  }

  private void lookForRoom() {
    isLooking = false;
    if (!isEnded && !isFull()) {
      listener.drained();
    }
  }

  @Override
  public void pause() {
    gate.pause();
  }

  @Override
  public void resume() {
    gate.resume();
    scheduler.execute(() -> gate.deliver(this::received));
  }

  @Override
  public CompletableFuture<Void> close() {
    end();
    if (!open) {
      socket.cancel();
      return CompletableFuture.completedFuture(null);
    }
    socket.close(NORMAL, null);
    scheduler.schedule(CLOSING, socket::cancel);
    return closed;
  }
}
