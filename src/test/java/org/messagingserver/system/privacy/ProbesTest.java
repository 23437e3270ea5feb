package org.messagingserver.system.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.system.privacy.Somebody.who;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.system.privacy.Somebody.Doing;
import org.messagingserver.system.privacy.Stranger.Answered;

/**
 * A stranger who asks about the same user again learns no more than at first: whatever nodes
 * remember of a user, answers do not tell whether one who admits no strangers exists, and what they
 * say about one who admits few depends on strangers alone.
 */
class ProbesTest {
  private static final int OF_EACH_KIND = 100;
  private static final int TIMES = 10;

  /** The first and the last of them. */
  private static final List<Integer> PROBES = List.of(0, TIMES - 1);

  /** Users who are asked about; a test decides whom they admit. */
  private enum Kind {
    DOES_NOT_EXIST(who(Doing.DOES_NOT_EXIST)),
    ACKS(who(Doing.ACKS)),
    ACKS_AT_ANOTHER_NODE(who(Doing.ACKS).atAnotherNode()),
    NEVER_ACKS(who(Doing.NEVER_ACKS)),
    IS_OFFLINE(who(Doing.IS_OFFLINE));

    // It has no state, which the compiler cannot see.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Somebody who;

    Kind(Somebody who) {
      this.who = who;
    }
  }

  /** They get no message, so that those who never ack would be as those who do. */
  private static final List<Kind> ADMIT_NOBODY =
      List.of(Kind.DOES_NOT_EXIST, Kind.ACKS, Kind.ACKS_AT_ANOTHER_NODE, Kind.IS_OFFLINE);

  private static final List<Kind> ADMIT_FEW =
      List.of(Kind.ACKS, Kind.ACKS_AT_ANOTHER_NODE, Kind.NEVER_ACKS, Kind.IS_OFFLINE);

  private static AskedNodes nodes;

  @BeforeAll
  static void start() {
    nodes = AskedNodes.start();
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @Test
  void tellNothingByAMessageTheFirstTimeNorTheTenth() {
    Probing probing = new Probing(Question.MESSAGE);
    for (int probe : PROBES) {
      probing.assertUnknown(probe);
      probing.comparison(probe).assertNotToldByTime();
      probing.comparison(probe).assertNotToldByOrder();
    }
  }

  @Test
  void tellNothingByARequestForKeysTheFirstTimeNorTheTenth() {
    Probing probing = new Probing(Question.PRE_KEYS);
    for (int probe : PROBES) {
      probing.assertUnknown(probe);
      probing.comparison(probe).assertNotToldByTime();
    }
  }

  @Test
  void areAnsweredAlikeUntilTheBudgetForStrangersIsUsedUp() {
    Map<Kind, List<Address>> users = users(ADMIT_FEW, Strangers.FEW, 1);
    List<String> expected =
        new ArrayList<>(Collections.nCopies(Somebody.MESSAGES_WHERE_FEW_ARE_TAKEN, "Ack"));
    expected.add("mailbox_full");

    List<Map<Kind, Answered>> answers =
        expected.stream()
            .map(answer -> nodes.ask(1, 1, users, ProbesTest::message).get(0))
            .toList();

    for (Kind kind : ADMIT_FEW) {
      assertThat(answers)
          .as("%s", kind)
          .extracting(answer -> answer.get(kind).name())
          .isEqualTo(expected);
    }
  }

  private static ClientMessage message(Kind kind, int sequence, List<Address> users) {
    return Question.MESSAGE.about(sequence, users);
  }

  private static Map<Kind, List<Address>> users(
      List<Kind> kinds, Strangers admitted, int ofEachKind) {
    Map<Kind, List<Address>> users = new EnumMap<>(Kind.class);
    for (Kind kind : kinds) {
      users.put(kind, nodes.users(kind.who.admitting(admitted), ofEachKind));
    }
    return users;
  }

  /** In each spell a stranger asks ten times about each of some users whom no node knows yet. */
  private static final class Probing {
    private final Question question;
    private final List<List<Map<Kind, Answered>>> spells = new ArrayList<>();

    private Probing(Question question) {
      this.question = question;
    }

    private List<Map<Kind, Answered>> ask() {
      Map<Kind, List<Address>> users = users(ADMIT_NOBODY, Strangers.NONE, OF_EACH_KIND);
      Stranger.Asking<Kind> asking = (kind, sequence, some) -> question.about(sequence, some);
      return question == Question.PRE_KEYS
          ? nodes.askOneByOne(1, OF_EACH_KIND * TIMES, users, asking)
          : nodes.ask(1, OF_EACH_KIND * TIMES, users, asking);
    }

    /** The answers to this probe of each user. */
    private List<Map<Kind, Answered>> answers(int spell, int probe) {
      if (spell == spells.size()) {
        spells.add(ask());
      }
      return spells.get(spell).subList(probe * OF_EACH_KIND, (probe + 1) * OF_EACH_KIND);
    }

    private Comparison<Kind> comparison(int probe) {
      AtomicInteger spell = new AtomicInteger();
      return new Comparison<>(List.of(ADMIT_NOBODY), () -> answers(spell.getAndIncrement(), probe));
    }

    private void assertUnknown(int probe) {
      assertThat(answers(0, probe))
          .flatExtracting(Map::values)
          .extracting(Answered::name)
          .containsOnly("unknown_user");
    }
  }
}
