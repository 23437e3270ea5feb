package org.messagingserver.client.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.messagingserver.client.ClientOptions;
import org.messagingserver.client.attachments.AttachmentException.Problem;
import org.messagingserver.client.vertx.ClientTransport;

/**
 * Transfers with servers that answer as they like. Most wait, so they run side by side; those that
 * are flooded run one after the other, for the client needs a processor to leave in time.
 */
@ParameterizedClass
@EnumSource
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(VertxExtension.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class HostileTransfer {
  static final long HUGE = 1L << 30;

  /** More than sockets and clients hold on the way, and little beside what is offered. */
  static final long SOME = 64L << 20;

  @Parameter private ClientTransport transport;
  private final OkHttpClient http = new OkHttpClient();
  Vertx vertx;

  @BeforeEach
  void take(Vertx given) {
    vertx = given;
  }

  @AfterEach
  void end() {
    ClientTransport.end(http);
  }

  Attachments attachments(ClientOptions options) {
    return transport.attachments(vertx, http, options);
  }

  HostileHttp server(HostileHttp.Answer answer) throws Exception {
    return new HostileHttp(vertx, answer);
  }

  /** Why a transfer fails. */
  static Problem problemOf(CompletableFuture<?> transfer) {
    Throwable failure = catchThrowable(transfer::get);
    assertThat(failure).isInstanceOf(ExecutionException.class);
    assertThat(failure.getCause()).isInstanceOf(AttachmentException.class);
    return ((AttachmentException) failure.getCause()).problem();
  }
}
