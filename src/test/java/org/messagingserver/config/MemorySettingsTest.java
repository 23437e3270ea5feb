package org.messagingserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySettingsTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64})
  void giveAwayTheWholeAndNoMore(int eventLoops) {
    MemorySettings memory = new MemorySettings(640 * MIB, eventLoops);

    long ofOneLoop = memory.pendingBytes() + memory.unfinishedBytes() + memory.readAheadBytes();

    assertThat(memory.unsentBytes() + memory.registrationBytes() + eventLoops * ofOneLoop)
        .isBetween(640 * MIB - 3L * eventLoops, 640 * MIB);
  }

  @Test
  void haveTheirUsualSharesWithALoopToEachFourHundredMebibytesOfHeap() {
    MemorySettings memory = new MemorySettings(512 * MIB, 2);

    assertThat(memory.pendingBytes()).isBetween(63 * MIB, 64 * MIB);
    assertThat(memory.unfinishedBytes()).isBetween(31 * MIB, 32 * MIB);
    assertThat(memory.readAheadBytes()).isBetween(31 * MIB, 32 * MIB);
  }

  @Test
  void areFiveEighthsOfTheHeapWhereNothingIsSaid() {
    long heap = Runtime.getRuntime().maxMemory();

    MemorySettings memory = read(new JsonObject());

    assertThat(memory.maxBytes()).isEqualTo(heap / 8 * 5);
    assertThat(memory.unsentBytes()).isBetween(heap / 4 - 100, heap / 4);
    assertThat(memory.registrationBytes()).isBetween(heap / 16 - 100, heap / 16);
  }

  @Test
  void takeMoreThanAnIntHolds() {
    assertThat(read(maxBytes(1L << 36)).unsentBytes()).isGreaterThan(1L << 34);
  }

  @Test
  void refuseWhatNobodyCouldBeServedWith() {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> read(maxBytes(16 * MIB - 1)));

    assertThat(refused).hasMessage("memory.maxBytes: found 16777215, allowed is 16777216 or more");
  }

  private static JsonObject maxBytes(long bytes) {
    return new JsonObject().put("memory", new JsonObject().put("maxBytes", bytes));
  }

  private static MemorySettings read(JsonObject json) {
    return ConfigSection.readAll(json, MemorySettings::read);
  }
}
