package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerFactsTest {

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17})
  void acceptsTheVersionsThatWereTried(int major) {
    ServerFacts facts = new ServerFacts(major, true, false, false, true, true);

    assertThat(facts.objection()).isEmpty();
    assertThat(facts.isUntried()).isFalse();
  }

  @Test
  void carriesOnWithANewerVersion() {
    ServerFacts facts = new ServerFacts(18, true, false, false, true, true);

    assertThat(facts.objection()).isEmpty();
    assertThat(facts.isUntried()).isTrue();
  }

  @Test
  void refusesAnOlderVersion() {
    assertThat(new ServerFacts(12, true, false, false, true, true).objection())
        .contains("Postgres 12 is too old; 13 or newer is needed");
  }

  @Test
  void refusesAReplica() {
    assertThat(new ServerFacts(17, true, true, false, true, true).objection())
        .contains("the database is a read-only replica");
  }
}
