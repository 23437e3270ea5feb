package org.messagingserver.tools.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryCheckerTest {
  private static final int LANE = 7;
  private static final int SOCKET = 1;

  private int now = 1_000;
  private final DeliveryChecker checker = new DeliveryChecker(() -> now);

  private int acked() {
    int id = checker.sent(LANE, SOCKET);
    checker.acked(id, SOCKET);
    return id;
  }

  private void receive(int id) {
    checker.received(new TestPayload(id, LANE), LANE, 0, true);
  }

  @Test
  void findsNothingWrongWhereAllThatWasAckedCame() {
    receive(acked());
    receive(acked());

    Verdict verdict = checker.verdict();

    assertThat(verdict.isPassed()).isTrue();
    assertThat(verdict.progress()).isEqualTo(new Progress(2, 2, 2, 0, 0));
    assertThat(verdict.duplicates()).isZero();
    assertThat(verdict.misordered()).isZero();
  }

  @Test
  void callsAnAckedMessageThatNeverCameLost() {
    receive(acked());
    now = 2_000;
    int lost = checker.sent(LANE, SOCKET);
    now = 2_300;
    checker.acked(lost, SOCKET);

    Verdict verdict = checker.verdict();

    assertThat(verdict.isPassed()).isFalse();
    assertThat(verdict.progress().missing()).isEqualTo(1);
    assertThat(verdict.lost()).containsExactly(new Lost(lost, LANE, 2_000, 2_300));
  }

  @Test
  void countsAllThatIsLostAndNamesTheFirst() {
    for (int i = 0; i < 100; i++) {
      acked();
    }

    Verdict verdict = checker.verdict();

    assertThat(verdict.progress().missing()).isEqualTo(100);
    assertThat(verdict.lost()).hasSize(20);
  }

  @Test
  void promisesNothingForWhatWasNeverAcked() {
    checker.refused(checker.sent(LANE, SOCKET), "unavailable");
    checker.refused(checker.sent(LANE, SOCKET), "unavailable");
    checker.unresolved(checker.sent(LANE, SOCKET));
    checker.sent(LANE, SOCKET);

    Verdict verdict = checker.verdict();

    assertThat(verdict.isPassed()).isTrue();
    assertThat(verdict.refused()).isEqualTo(Map.of("unavailable", 2));
    assertThat(verdict.unresolved()).isEqualTo(1);
    assertThat(verdict.progress().open()).isEqualTo(1);
  }

  @Test
  void acceptsAReceiptThatComesBeforeTheAck() {
    int id = checker.sent(LANE, SOCKET);
    receive(id);
    checker.acked(id, SOCKET);

    assertThat(checker.verdict().isPassed()).isTrue();
  }

  @Test
  void countsEachFurtherReceiptAsADuplicate() {
    int id = acked();
    for (int i = 0; i < 200; i++) {
      receive(id);
    }

    Verdict verdict = checker.verdict();

    assertThat(verdict.progress().received()).isEqualTo(1);
    assertThat(verdict.duplicates()).isEqualTo(199);
    assertThat(verdict.duplicatesPerMillion()).isEqualTo(199_000_000);
  }

  @Test
  void countsNoDuplicateWhereTwoSocketsReceive() {
    int id = checker.sent(LANE, 0);
    checker.mayBeRepeated(id);
    checker.acked(id, SOCKET);
    receive(id);
    receive(id);

    assertThat(checker.verdict().duplicates()).isZero();
  }

  @Test
  void callsNothingLostThatMayBeGoneWithARegistration() {
    int gone = checker.sent(LANE, SOCKET);
    checker.mayBeGone(gone);
    checker.acked(gone, SOCKET);
    int received = checker.sent(LANE, SOCKET);
    checker.mayBeGone(received);
    checker.acked(received, SOCKET);
    receive(received);

    Verdict verdict = checker.verdict();

    assertThat(verdict.isPassed()).isTrue();
    assertThat(verdict.progress().missing()).isZero();
    assertThat(verdict.lost()).isEmpty();
  }

  @Test
  void isAlarmedByWhatNobodySentOrNotThere() {
    int id = acked();
    receive(id);
    checker.received(new TestPayload(id + 1, LANE), LANE, 0, true);
    checker.received(new TestPayload(id, LANE + 1), LANE + 1, 0, true);
    checker.invalid();

    Verdict verdict = checker.verdict();

    assertThat(verdict.invalid()).isEqualTo(3);
    assertThat(verdict.isPassed()).isFalse();
  }

  @Test
  void seesThatALaterMessageOfTheSameSocketOvertook() {
    List<Integer> ids = List.of(acked(), acked(), acked());
    receive(ids.get(1));
    receive(ids.get(0));
    receive(ids.get(2));

    assertThat(checker.verdict().misordered()).isEqualTo(1);
  }

  @Test
  void expectsNoOrderBetweenLanesOrSockets() {
    int early = acked();
    int ofOtherLane = checker.sent(LANE + 1, SOCKET);
    checker.acked(ofOtherLane, SOCKET);
    int ofOtherSocket = checker.sent(LANE, SOCKET + 1);
    checker.acked(ofOtherSocket, SOCKET + 1);
    checker.received(new TestPayload(ofOtherLane, LANE + 1), LANE + 1, 0, true);
    receive(ofOtherSocket);
    receive(early);

    assertThat(checker.verdict().misordered()).isZero();
  }

  @Test
  void expectsNoOrderWhereAMessageMayHaveBeenSentAgain() {
    int overTwoSockets = checker.sent(LANE, SOCKET);
    int afterARefusal = checker.sent(LANE, SOCKET);
    int prompt = acked();
    checker.acked(overTwoSockets, SOCKET + 1);
    now += 5_000;
    checker.acked(afterARefusal, SOCKET);
    receive(prompt);
    receive(afterARefusal);
    receive(overTwoSockets);

    assertThat(checker.verdict().misordered()).isZero();
  }

  @Test
  void measuresTheGapFromTheAckOrTheLaterLogin() {
    int early = acked();
    int late = acked();
    now = 3_000;
    checker.received(new TestPayload(early, LANE), LANE, 2_900, true);
    now = 3_500;
    checker.received(new TestPayload(late, LANE), LANE, 0, true);

    assertThat(checker.verdict().longestGap()).isEqualTo(new Gap(2_500, 3_500));
  }

  @Test
  void measuresNoGapAtDevicesThatTakeTheirTime() {
    int id = acked();
    now = 9_000;
    checker.received(new TestPayload(id, LANE), LANE, 0, false);

    assertThat(checker.verdict().longestGap().millis()).isZero();
    assertThat(checker.verdict().longGaps()).isZero();
  }

  @Test
  void remembersAsManyAsALongRunSends() {
    int messages = 600_000;
    for (int i = 0; i < messages; i++) {
      receive(acked());
    }

    assertThat(checker.verdict().progress())
        .isEqualTo(new Progress(messages, messages, messages, 0, 0));
  }
}
