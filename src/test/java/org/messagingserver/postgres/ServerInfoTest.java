package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerInfoTest {

  @ParameterizedTest
  @ValueSource(ints = {15, 16, 17, 18})
  void acceptsTheVersionsThatWereTried(int major) {
    ServerInfo facts = new ServerInfo(major, true, false, false, true, true);

    assertThat(facts.objection()).isEmpty();
    assertThat(facts.isUntested()).isFalse();
  }

  @Test
  void carriesOnWithANewerVersion() {
    ServerInfo facts = new ServerInfo(19, true, false, false, true, true);

    assertThat(facts.objection()).isEmpty();
    assertThat(facts.isUntested()).isTrue();
  }

  @Test
  void refusesAnOlderVersion() {
    assertThat(new ServerInfo(14, true, false, false, true, true).objection())
        .contains("Postgres 14 is too old; 15 or newer is needed");
  }

  @Test
  void refusesAReplica() {
    assertThat(new ServerInfo(17, true, true, false, true, true).objection())
        .contains("the database is a read-only replica");
  }
}
