package org.messagingserver.system.fuzz;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.messagingserver.protocol.ErrorName;
import org.messagingserver.protocol.ServerMessage;

/** A request, and the answers that it may have. */
final class Pending {
  private final int sequence;
  private final boolean mayHaveSeveral;
  private final Predicate<ServerMessage> admits;
  private final BooleanSupplier isComplete;
  private boolean answered;

  private Pending(
      int sequence,
      boolean mayHaveSeveral,
      Predicate<ServerMessage> admits,
      BooleanSupplier isComplete) {
    this.sequence = sequence;
    this.mayHaveSeveral = mayHaveSeveral;
    this.admits = admits;
    this.isComplete = isComplete;
  }

  static Pending one(int sequence, Predicate<ServerMessage> admits) {
    return new Pending(sequence, false, admits, () -> true);
  }

  /**
   * @param isComplete asked once no more answers can come
   */
  static Pending several(
      int sequence, Predicate<ServerMessage> admits, BooleanSupplier isComplete) {
    return new Pending(sequence, true, admits, isComplete);
  }

  static Pending refused(int sequence, ErrorName name) {
    return one(sequence, answer -> is(answer, name));
  }

  static boolean is(ServerMessage answer, ErrorName name) {
    return answer instanceof ServerMessage.Failure failure && failure.name().equals(name.text());
  }

  boolean isAnswered() {
    return answered;
  }

  boolean isComplete() {
    return isComplete.getAsBoolean();
  }

  /** Whether this answers it; it does not twice. */
  boolean takes(ServerMessage answer) {
    boolean takes =
        answer.sequence() == sequence && (mayHaveSeveral || !answered) && admits.test(answer);
    answered |= takes;
    return takes;
  }
}
