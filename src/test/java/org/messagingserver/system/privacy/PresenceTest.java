package org.messagingserver.system.privacy;

import static org.messagingserver.system.privacy.Somebody.who;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.Admission.Strangers;
import org.messagingserver.protocol.ClientMessage;
import org.messagingserver.system.privacy.Somebody.Doing;
import org.messagingserver.system.privacy.Stranger.Answered;

/**
 * With delivery as it is by default, no answer to a message tells a stranger whether its recipient
 * is online, and an error tells nothing but its name. A store that stalls for longer than an answer
 * waits does tell.
 */
class PresenceTest {
  private static final int STRANGERS = 4;
  private static final int WARM_UP_ROUNDS = 40;
  private static final int ROUNDS = 200;

  /** So many that one who never acks has all that is sent to it in one spell in flight. */
  private static final int OF_EACH_KIND = 12;

  /** What a recipient does, and how it is asked. */
  private enum Kind {
    ACKS(who(Doing.ACKS), Question.MESSAGE),
    ACKS_AT_ANOTHER_NODE(who(Doing.ACKS).atAnotherNode(), Question.MESSAGE),
    ACKS_LATE(who(Doing.ACKS_LATE), Question.MESSAGE),
    NEVER_ACKS(who(Doing.NEVER_ACKS), Question.MESSAGE),
    IS_OFFLINE(who(Doing.IS_OFFLINE), Question.MESSAGE),
    HAS_ANOTHER_DEVICE(who(Doing.IS_ANOTHER_DEVICE), Question.MESSAGE),
    DOES_NOT_EXIST(who(Doing.DOES_NOT_EXIST), Question.MESSAGE),
    TAKES_NOBODY(who(Doing.ACKS).admitting(Strangers.NONE), Question.MESSAGE),
    TAKES_NOBODY_AT_ANOTHER_NODE(
        who(Doing.ACKS).admitting(Strangers.NONE).atAnotherNode(), Question.MESSAGE),
    TAKES_NOBODY_OFFLINE(who(Doing.IS_OFFLINE).admitting(Strangers.NONE), Question.MESSAGE),
    TAKES_FEW(who(Doing.ACKS).admitting(Strangers.FEW), Question.MESSAGE),
    TAKES_FEW_AND_NEVER_ACKS(who(Doing.NEVER_ACKS).admitting(Strangers.FEW), Question.MESSAGE),
    TAKES_FEW_OFFLINE(who(Doing.IS_OFFLINE).admitting(Strangers.FEW), Question.MESSAGE),
    ACKS_ONLINE_ONLY(who(Doing.ACKS), Question.MESSAGE_OF_NO_WORTH_LATER),
    ONLINE_ONLY_TO_NOBODY(who(Doing.DOES_NOT_EXIST), Question.MESSAGE_OF_NO_WORTH_LATER),
    IS_STALE(who(Doing.NEVER_ACKS), Question.MESSAGE_FOR_A_FORMER_REGISTRATION),
    IS_STALE_OFFLINE(who(Doing.IS_OFFLINE), Question.MESSAGE_FOR_A_FORMER_REGISTRATION),
    MANY_ACK(who(Doing.ACKS), Question.MESSAGE_TO_MANY),
    MANY_NEVER_ACK(who(Doing.NEVER_ACKS), Question.MESSAGE_TO_MANY),
    MANY_ARE_OFFLINE(who(Doing.IS_OFFLINE), Question.MESSAGE_TO_MANY),
    MANY_DO_NOT_EXIST(who(Doing.DOES_NOT_EXIST), Question.MESSAGE_TO_MANY),
    MANY_TAKE_NOBODY(who(Doing.ACKS).admitting(Strangers.NONE), Question.MESSAGE_TO_MANY);

    // It has no state, which the compiler cannot see.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Somebody who;

    private final Question question;

    Kind(Somebody who, Question question) {
      this.who = who;
      this.question = question;
    }

    private ClientMessage about(int sequence, List<Address> users) {
      return question.about(sequence, users);
    }
  }

  private static final Map<Kind, List<Address>> RECIPIENTS = new EnumMap<>(Kind.class);
  private static final Comparison<Kind> COMPARISON =
      new Comparison<>(List.of(List.of(Kind.values())), () -> ask(ROUNDS));

  private static AskedNodes nodes;

  @BeforeAll
  static void start() {
    nodes = AskedNodes.start();
    for (Kind kind : Kind.values()) {
      RECIPIENTS.put(kind, nodes.users(kind.who, OF_EACH_KIND));
    }
    ask(WARM_UP_ROUNDS);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static List<Map<Kind, Answered>> ask(int rounds) {
    return nodes.ask(STRANGERS, rounds, RECIPIENTS, Kind::about);
  }

  @Test
  void isNotToldByHowLongAnswersTake() {
    COMPARISON.assertNotToldByTime();
  }

  @Test
  void isNotToldByTheTickOnWhichAnswersCome() {
    COMPARISON.assertNotToldByTick();
  }

  @Test
  void isNotToldByTheOrderInWhichAnswersCome() {
    COMPARISON.assertNotToldByOrder();
  }
}
