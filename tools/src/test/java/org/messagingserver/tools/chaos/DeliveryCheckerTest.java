package org.messagingserver.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryCheckerTest {
  private static final int LANE = 7;
  private static final int SOCKET = 1;

  private int now = 1_000;
  private final DeliveryChecker deliveryChecker = new DeliveryChecker(() -> now);

  private int acked() {
    int id = deliveryChecker.sent(LANE, SOCKET);
    deliveryChecker.acked(id, SOCKET);
    return id;
  }

  private void receive(int id) {
    deliveryChecker.received(new TestPayload(id, LANE), LANE, 0, true);
  }

  @Test
  void findsNothingWrongWhereAllThatWasAckedCame() {
    receive(acked());
    receive(acked());

    Verdict verdict = deliveryChecker.judgement();

    assertThat(verdict.isKept()).isTrue();
    assertThat(verdict.progress()).isEqualTo(new Progress(2, 2, 2, 0, 0));
    assertThat(verdict.duplicates()).isZero();
    assertThat(verdict.misordered()).isZero();
  }

  @Test
  void callsAnAckedMessageThatNeverCameLost() {
    receive(acked());
    now = 2_000;
    int lost = deliveryChecker.sent(LANE, SOCKET);
    now = 2_300;
    deliveryChecker.acked(lost, SOCKET);

    Verdict verdict = deliveryChecker.judgement();

    assertThat(verdict.isKept()).isFalse();
    assertThat(verdict.progress().missing()).isEqualTo(1);
    assertThat(verdict.lost()).containsExactly(new Lost(lost, LANE, 2_000, 2_300));
  }

  @Test
  void countsAllThatIsLostAndNamesTheFirst() {
    for (int i = 0; i < 100; i++) {
      acked();
    }

    Verdict verdict = deliveryChecker.judgement();

    assertThat(verdict.progress().missing()).isEqualTo(100);
    assertThat(verdict.lost()).hasSize(20);
  }

  @Test
  void promisesNothingForWhatWasNeverAcked() {
    deliveryChecker.refused(deliveryChecker.sent(LANE, SOCKET), "unavailable");
    deliveryChecker.refused(deliveryChecker.sent(LANE, SOCKET), "unavailable");
    deliveryChecker.unresolved(deliveryChecker.sent(LANE, SOCKET));
    deliveryChecker.sent(LANE, SOCKET);

    Verdict verdict = deliveryChecker.judgement();

    assertThat(verdict.isKept()).isTrue();
    assertThat(verdict.refused()).isEqualTo(Map.of("unavailable", 2));
    assertThat(verdict.unresolved()).isEqualTo(1);
    assertThat(verdict.progress().open()).isEqualTo(1);
  }

  @Test
  void acceptsAReceiptThatComesBeforeTheAck() {
    int id = deliveryChecker.sent(LANE, SOCKET);
    receive(id);
    deliveryChecker.acked(id, SOCKET);

    assertThat(deliveryChecker.judgement().isKept()).isTrue();
  }

  @Test
  void countsEachFurtherReceiptAsADuplicate() {
    int id = acked();
    for (int i = 0; i < 200; i++) {
      receive(id);
    }

    Verdict verdict = deliveryChecker.judgement();

    assertThat(verdict.progress().received()).isEqualTo(1);
    assertThat(verdict.duplicates()).isEqualTo(199);
    assertThat(verdict.duplicatesPerMillion()).isEqualTo(199_000_000);
  }

  @Test
  void isAlarmedByWhatNobodySentOrNotThere() {
    int id = acked();
    receive(id);
    deliveryChecker.received(new TestPayload(id + 1, LANE), LANE, 0, true);
    deliveryChecker.received(new TestPayload(id, LANE + 1), LANE + 1, 0, true);
    deliveryChecker.strange();

    Verdict verdict = deliveryChecker.judgement();

    assertThat(verdict.strange()).isEqualTo(3);
    assertThat(verdict.isKept()).isFalse();
  }

  @Test
  void seesThatALaterMessageOfTheSameSocketOvertook() {
    List<Integer> ids = List.of(acked(), acked(), acked());
    receive(ids.get(1));
    receive(ids.get(0));
    receive(ids.get(2));

    assertThat(deliveryChecker.judgement().misordered()).isEqualTo(1);
  }

  @Test
  void expectsNoOrderBetweenLanesOrSockets() {
    int early = acked();
    int ofOtherLane = deliveryChecker.sent(LANE + 1, SOCKET);
    deliveryChecker.acked(ofOtherLane, SOCKET);
    int ofOtherSocket = deliveryChecker.sent(LANE, SOCKET + 1);
    deliveryChecker.acked(ofOtherSocket, SOCKET + 1);
    deliveryChecker.received(new TestPayload(ofOtherLane, LANE + 1), LANE + 1, 0, true);
    receive(ofOtherSocket);
    receive(early);

    assertThat(deliveryChecker.judgement().misordered()).isZero();
  }

  @Test
  void expectsNoOrderWhereAMessageMayHaveBeenSentAgain() {
    int overTwoSockets = deliveryChecker.sent(LANE, SOCKET);
    int afterARefusal = deliveryChecker.sent(LANE, SOCKET);
    int prompt = acked();
    deliveryChecker.acked(overTwoSockets, SOCKET + 1);
    now += 5_000;
    deliveryChecker.acked(afterARefusal, SOCKET);
    receive(prompt);
    receive(afterARefusal);
    receive(overTwoSockets);

    assertThat(deliveryChecker.judgement().misordered()).isZero();
  }

  @Test
  void measuresTheGapFromTheAckOrTheLaterLogin() {
    int early = acked();
    int late = acked();
    now = 3_000;
    deliveryChecker.received(new TestPayload(early, LANE), LANE, 2_900, true);
    now = 3_500;
    deliveryChecker.received(new TestPayload(late, LANE), LANE, 0, true);

    assertThat(deliveryChecker.judgement().longestGap()).isEqualTo(new Gap(2_500, 3_500));
  }

  @Test
  void measuresNoGapAtDevicesThatTakeTheirTime() {
    int id = acked();
    now = 9_000;
    deliveryChecker.received(new TestPayload(id, LANE), LANE, 0, false);

    assertThat(deliveryChecker.judgement().longestGap().millis()).isZero();
    assertThat(deliveryChecker.judgement().longGaps()).isZero();
  }

  @Test
  void remembersAsManyAsALongRunSends() {
    int messages = 600_000;
    for (int i = 0; i < messages; i++) {
      receive(acked());
    }

    assertThat(deliveryChecker.judgement().progress())
        .isEqualTo(new Progress(messages, messages, messages, 0, 0));
  }
}
