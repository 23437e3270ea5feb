package org.messagingserver.system.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.system.privacy.Somebody.who;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.system.privacy.Somebody.Doing;
import org.messagingserver.system.privacy.Stranger.Answered;

/**
 * The time that an answer to a request for keys takes tells a stranger neither who is online nor,
 * of users who admit no strangers, who exists.
 */
class PreKeysPresenceTest {
  private static final int STRANGERS = 4;
  private static final int WARM_UP_ROUNDS = 60;
  private static final int ROUNDS = 150;
  private static final int OF_EACH_KIND = 12;

  /** Users whose keys are requested. */
  private enum Kind {
    DOES_NOT_EXIST(who(Doing.DOES_NOT_EXIST)),
    TAKES_NOBODY(who(Doing.NEVER_ACKS).admitting(Strangers.NONE)),
    TAKES_NOBODY_AT_ANOTHER_NODE(who(Doing.NEVER_ACKS).admitting(Strangers.NONE).atAnotherNode()),
    TAKES_NOBODY_OFFLINE(who(Doing.IS_OFFLINE).admitting(Strangers.NONE)),
    TAKES_FEW(who(Doing.NEVER_ACKS).admitting(Strangers.FEW)),
    TAKES_FEW_AT_ANOTHER_NODE(who(Doing.NEVER_ACKS).admitting(Strangers.FEW).atAnotherNode()),
    TAKES_FEW_OFFLINE(who(Doing.IS_OFFLINE).admitting(Strangers.FEW)),
    TAKES_ALL(who(Doing.NEVER_ACKS)),
    TAKES_ALL_AT_ANOTHER_NODE(who(Doing.NEVER_ACKS).atAnotherNode()),
    TAKES_ALL_OFFLINE(who(Doing.IS_OFFLINE));

    // It has no state, which the compiler cannot see.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Somebody who;

    Kind(Somebody who) {
      this.who = who;
    }
  }

  /** Whose answers are the same, but for the keys. */
  private static final List<List<Kind>> ALIKE =
      List.of(
          List.of(
              Kind.DOES_NOT_EXIST,
              Kind.TAKES_NOBODY,
              Kind.TAKES_NOBODY_AT_ANOTHER_NODE,
              Kind.TAKES_NOBODY_OFFLINE),
          List.of(Kind.TAKES_FEW, Kind.TAKES_FEW_AT_ANOTHER_NODE, Kind.TAKES_FEW_OFFLINE),
          List.of(Kind.TAKES_ALL, Kind.TAKES_ALL_AT_ANOTHER_NODE, Kind.TAKES_ALL_OFFLINE));

  private static final Map<Kind, List<Address>> USERS = new EnumMap<>(Kind.class);
  private static final Comparison<Kind> COMPARISON = new Comparison<>(ALIKE, () -> ask(ROUNDS));

  private static AskedNodes nodes;

  @BeforeAll
  static void start() {
    nodes = AskedNodes.start();
    for (Kind kind : Kind.values()) {
      USERS.put(kind, nodes.users(kind.who, OF_EACH_KIND));
    }
    ask(WARM_UP_ROUNDS);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static List<Map<Kind, Answered>> ask(int rounds) {
    return nodes.askOneByOne(
        STRANGERS,
        rounds,
        USERS,
        (kind, sequence, users) -> Question.PRE_KEYS.about(sequence, users));
  }

  @Test
  void isNotToldByWhatAnswersSay() {
    for (Map<Kind, Answered> round : ask(OF_EACH_KIND)) {
      round.forEach(
          (kind, answer) ->
              assertThat(answer.name())
                  .as("%s", kind)
                  .isEqualTo(ALIKE.get(0).contains(kind) ? "unknown_user" : "PreKey"));
    }
  }

  @Test
  void isNotToldByHowLongAnswersTake() {
    COMPARISON.assertNotToldByTime();
  }
}
