package org.messagingserver.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CongestionTest {
  private static final int MOST = 100;

  private final Congestion congestion = new Congestion(MOST, 0);

  private void acked(int count, long now) {
    for (int ack = 0; ack < count; ack++) {
      congestion.acked(now);
    }
  }

  @Test
  void offersAsManyAsWereTakenAndNowAndThenOneMore() {
    congestion.noCredit(10);
    assertThat(congestion.offered()).isEqualTo(10);

    acked(7, 1);
    assertThat(congestion.offered()).isEqualTo(10);
    acked(1, 1);
    assertThat(congestion.offered()).isEqualTo(11);
  }

  @Test
  void offersAFewWhenThereIsCreditAgain() {
    congestion.noCredit(0);
    congestion.credit();

    assertThat(congestion.offered()).isEqualTo(16);
  }

  @Test
  void neverOffersMoreThanAnyRecipientTakes() {
    acked(100, 1);

    assertThat(congestion.offered()).isEqualTo(MOST);
  }

  @Test
  void letsAThousandWaitBeforeThereIsARate() {
    assertThat(congestion.mayWait(0)).isEqualTo(1024);
    assertThat(congestion.mayWait(99)).isEqualTo(1024);
    assertThat(congestion.mayWait(100)).isZero();
  }

  @Test
  void letsAsManyWaitAsWereAckedInTheLastTenthOfASecond() {
    acked(2000, 10);
    assertThat(congestion.mayWait(10)).isEqualTo(2000);
    acked(500, 60);

    assertThat(congestion.mayWait(90)).isEqualTo(2500);
    assertThat(congestion.mayWait(110)).isEqualTo(500);
    assertThat(congestion.mayWait(160)).isZero();
    acked(10_000, 170);
    assertThat(congestion.mayWait(170)).isEqualTo(4096);
  }
}
