package org.messagingserver.attachments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.messagingserver.attachments.SpaceLedger.Claim;

class SpaceLedgerTest {
  private static final long BLOCK = 4096;
  private static final long MAX = 100 * BLOCK;

  private final SpaceLedger ledger = new SpaceLedger(MAX);

  @Test
  void countsNothingAsLessThanABlock() {
    assertThat(SpaceLedger.cost(0)).isEqualTo(BLOCK);
    assertThat(SpaceLedger.cost(1)).isEqualTo(BLOCK);
    assertThat(SpaceLedger.cost(BLOCK)).isEqualTo(BLOCK);
    assertThat(SpaceLedger.cost(BLOCK + 1)).isEqualTo(2 * BLOCK);
  }

  @Test
  void grantsNoMoreThanThereIs() {
    assertThat(ledger.claim("a", claim(60, 0))).isTrue();
    assertThat(ledger.claim("b", claim(41, 0))).isFalse();
    ledger.stored("a", 60 * BLOCK);
    assertThat(ledger.claim("b", claim(41, 0))).isFalse();
    assertThat(ledger.claim("b", claim(40, 0))).isTrue();

    assertThat(ledger.stored()).isEqualTo(60 * BLOCK);
    assertThat(ledger.claimed()).isEqualTo(40 * BLOCK);
  }

  @Test
  void grantsASourceItsPartOfWhatIsFree() {
    assertThat(ledger.claim("a", claim(4, 7))).isTrue();
    assertThat(ledger.claim("b", claim(3, 7))).isFalse();
    assertThat(ledger.claim("b", claim(2, 7))).isTrue();
    assertThat(ledger.claim("c", claim(5, 8))).isTrue();

    ledger.release("a");

    assertThat(ledger.claim("d", claim(3, 7))).isTrue();
  }

  @Test
  void letsGoOfWhatNobodyCameFor() {
    assertThat(ledger.claim("a", new Claim(MAX, 0, 1000))).isTrue();

    ledger.expire(999);
    assertThat(ledger.claimed()).isEqualTo(MAX);

    ledger.expire(1000);
    assertThat(ledger.claimed()).isZero();
  }

  @Test
  void looksAtAllClaimsOnceASecond() {
    ledger.expire(1000);
    assertThat(ledger.claim("a", new Claim(MAX, 0, 1000))).isTrue();

    ledger.expire(1000);
    assertThat(ledger.claimed()).isEqualTo(MAX);

    ledger.expire(1001);
    assertThat(ledger.claimed()).isZero();
  }

  @Test
  void countsAnOfferThatIsTakenUpOnce() {
    assertThat(ledger.claim("offer", claim(60, 7))).isFalse();
    assertThat(ledger.claim("offer", claim(6, 7))).isTrue();

    assertThat(ledger.replace("offer", "put", 6 * BLOCK)).isTrue();

    assertThat(ledger.claimed()).isEqualTo(6 * BLOCK);
    assertThat(ledger.source("put")).isEqualTo(7);
  }

  @Test
  void letsASecondPutCountBesideTheFirst() {
    assertThat(ledger.claim("offer", claim(60, 0))).isTrue();
    assertThat(ledger.replace("offer", "first", 60 * BLOCK)).isTrue();

    assertThat(ledger.replace("offer", "second", 60 * BLOCK)).isFalse();
    assertThat(ledger.replace("offer", "second", 40 * BLOCK)).isTrue();
  }

  @Test
  void countsWhatComesDuringASurvey() {
    ledger.surveyBegins();
    ledger.stored("a", 2 * BLOCK);
    ledger.surveyed(5 * BLOCK);

    assertThat(ledger.stored()).isEqualTo(7 * BLOCK);
  }

  @Test
  void countsOnceWhatOthersHaveToo() {
    ledger.note("a", claim(3, 0));
    ledger.note("a", claim(3, 0));

    assertThat(ledger.claimed()).isEqualTo(3 * BLOCK);
  }

  private static Claim claim(long blocks, long source) {
    return new Claim(blocks * BLOCK, source, SpaceLedger.OPEN);
  }
}
