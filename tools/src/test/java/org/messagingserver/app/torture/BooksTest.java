package org.messagingserver.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BooksTest {
  private static final int LANE = 7;
  private static final int SOCKET = 1;

  private int now = 1_000;
  private final Books books = new Books(() -> now);

  private int acked() {
    int id = books.sent(LANE, SOCKET);
    books.acked(id, SOCKET);
    return id;
  }

  private void receive(int id) {
    books.received(new Parcel(id, LANE), LANE, 0, true);
  }

  @Test
  void findsNothingWrongWhereAllThatWasAckedCame() {
    receive(acked());
    receive(acked());

    Judgement judgement = books.judgement();

    assertThat(judgement.isKept()).isTrue();
    assertThat(judgement.standing()).isEqualTo(new Standing(2, 2, 2, 0, 0));
    assertThat(judgement.duplicates()).isZero();
    assertThat(judgement.misordered()).isZero();
  }

  @Test
  void callsAnAckedMessageThatNeverCameLost() {
    receive(acked());
    now = 2_000;
    int lost = books.sent(LANE, SOCKET);
    now = 2_300;
    books.acked(lost, SOCKET);

    Judgement judgement = books.judgement();

    assertThat(judgement.isKept()).isFalse();
    assertThat(judgement.standing().missing()).isEqualTo(1);
    assertThat(judgement.lost()).containsExactly(new Lost(lost, LANE, 2_000, 2_300));
  }

  @Test
  void countsAllThatIsLostAndNamesTheFirst() {
    for (int i = 0; i < 100; i++) {
      acked();
    }

    Judgement judgement = books.judgement();

    assertThat(judgement.standing().missing()).isEqualTo(100);
    assertThat(judgement.lost()).hasSize(20);
  }

  @Test
  void promisesNothingForWhatWasNeverAcked() {
    books.refused(books.sent(LANE, SOCKET), "unavailable");
    books.refused(books.sent(LANE, SOCKET), "unavailable");
    books.unresolved(books.sent(LANE, SOCKET));
    books.sent(LANE, SOCKET);

    Judgement judgement = books.judgement();

    assertThat(judgement.isKept()).isTrue();
    assertThat(judgement.refused()).isEqualTo(Map.of("unavailable", 2));
    assertThat(judgement.unresolved()).isEqualTo(1);
    assertThat(judgement.standing().open()).isEqualTo(1);
  }

  @Test
  void acceptsAReceiptThatComesBeforeTheAck() {
    int id = books.sent(LANE, SOCKET);
    receive(id);
    books.acked(id, SOCKET);

    assertThat(books.judgement().isKept()).isTrue();
  }

  @Test
  void countsEachFurtherReceiptAsADuplicate() {
    int id = acked();
    for (int i = 0; i < 200; i++) {
      receive(id);
    }

    Judgement judgement = books.judgement();

    assertThat(judgement.standing().received()).isEqualTo(1);
    assertThat(judgement.duplicates()).isEqualTo(199);
    assertThat(judgement.duplicatesPerMillion()).isEqualTo(199_000_000);
  }

  @Test
  void isAlarmedByWhatNobodySentOrNotThere() {
    int id = acked();
    receive(id);
    books.received(new Parcel(id + 1, LANE), LANE, 0, true);
    books.received(new Parcel(id, LANE + 1), LANE + 1, 0, true);
    books.strange();

    Judgement judgement = books.judgement();

    assertThat(judgement.strange()).isEqualTo(3);
    assertThat(judgement.isKept()).isFalse();
  }

  @Test
  void seesThatALaterMessageOfTheSameSocketOvertook() {
    List<Integer> ids = List.of(acked(), acked(), acked());
    receive(ids.get(1));
    receive(ids.get(0));
    receive(ids.get(2));

    assertThat(books.judgement().misordered()).isEqualTo(1);
  }

  @Test
  void expectsNoOrderBetweenLanesOrSockets() {
    int early = acked();
    int ofOtherLane = books.sent(LANE + 1, SOCKET);
    books.acked(ofOtherLane, SOCKET);
    int ofOtherSocket = books.sent(LANE, SOCKET + 1);
    books.acked(ofOtherSocket, SOCKET + 1);
    books.received(new Parcel(ofOtherLane, LANE + 1), LANE + 1, 0, true);
    receive(ofOtherSocket);
    receive(early);

    assertThat(books.judgement().misordered()).isZero();
  }

  @Test
  void expectsNoOrderWhereAMessageMayHaveBeenSentAgain() {
    int overTwoSockets = books.sent(LANE, SOCKET);
    int afterARefusal = books.sent(LANE, SOCKET);
    int prompt = acked();
    books.acked(overTwoSockets, SOCKET + 1);
    now += 5_000;
    books.acked(afterARefusal, SOCKET);
    receive(prompt);
    receive(afterARefusal);
    receive(overTwoSockets);

    assertThat(books.judgement().misordered()).isZero();
  }

  @Test
  void measuresTheGapFromTheAckOrTheLaterLogin() {
    int early = acked();
    int late = acked();
    now = 3_000;
    books.received(new Parcel(early, LANE), LANE, 2_900, true);
    now = 3_500;
    books.received(new Parcel(late, LANE), LANE, 0, true);

    assertThat(books.judgement().longestGap()).isEqualTo(new Gap(2_500, 3_500));
  }

  @Test
  void measuresNoGapAtDevicesThatTakeTheirTime() {
    int id = acked();
    now = 9_000;
    books.received(new Parcel(id, LANE), LANE, 0, false);

    assertThat(books.judgement().longestGap().millis()).isZero();
    assertThat(books.judgement().longGaps()).isZero();
  }

  @Test
  void remembersAsManyAsALongRunSends() {
    int messages = 600_000;
    for (int i = 0; i < messages; i++) {
      receive(acked());
    }

    assertThat(books.judgement().standing())
        .isEqualTo(new Standing(messages, messages, messages, 0, 0));
  }
}
