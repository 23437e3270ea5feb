package org.messagingserver.system.outages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.deliver;
import static org.messagingserver.testkit.Mail.takeOne;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.client.Identity;
import org.messagingserver.postgres.TestPostgres;
import org.messagingserver.testkit.DatabaseClock;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Scrape;
import org.messagingserver.testkit.TestServer;

/** A whole server whose Postgres tells the wrong time: who was away gets what waits. */
class WrongTimeTest {
  private static final double DAY = Duration.ofDays(1).toSeconds();

  private final String uri = TestPostgres.newDatabaseUri();
  private final DatabaseClock clock = new DatabaseClock(uri);
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(new JsonObject().put("postgres", new JsonObject().put("uri", uri)));
  }

  @AfterEach
  void close() {
    server.close();
    clock.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ahead", "1970"})
  void atBoot(String error) {
    Identity away = Mail.registered(server);
    deliver(RawSocket.open(server), away, "before the boot");
    set(error);

    try (TestServer booted = server.startAgain()) {
      until(() -> Math.abs(Scrape.of(booted).value("messaging_clock_gap_seconds")) > 30 * DAY);
      deliver(RawSocket.open(booted), away, "after it");

      assertThat(takeOne(RawSocket.open(booted).logIn(away, 1))).isEqualTo("before the boot");
      assertThat(Scrape.of(booted).value("messaging_mailbox_expired_total")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ahead", "1970"})
  void inMidRun(String error) {
    Identity away = Mail.registered(server);
    deliver(RawSocket.open(server), away, "waits");

    set(error);

    assertThat(takeOne(RawSocket.open(server).logIn(away, 1))).isEqualTo("waits");
  }

  @Test
  void deliversWhatCameIn1970WhenTheClockHasBeenSet() {
    Identity away = Mail.registered(server);
    set("1970");
    deliver(RawSocket.open(server), away, "of 1970");

    clock.ahead(Duration.ZERO);

    try (TestServer booted = server.startAgain()) {
      assertThat(takeOne(RawSocket.open(booted).logIn(away, 1))).isEqualTo("of 1970");
    }
  }

  private void set(String error) {
    if (error.equals("1970")) {
      clock.at(Instant.EPOCH);
    } else {
      clock.ahead(Duration.ofDays(40));
    }
  }
}
