package org.messagingserver.directory;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.messagingserver.encryption.HashedAddress;

/**
 * Calls of one kind from one event loop, gathered for the same members that they need, with one
 * call under way for each of these: a member that is frozen delays no call that does not need it. A
 * second call for an entry that waits already gets the same answer.
 */
final class GatheredCalls {
  /** No partition's thread is held for longer than these take. */
  private static final int MAX_ENTRIES = 256;

  private static final class Group {
    final Map<HashedAddress, Promise<Registrations>> waiting = new LinkedHashMap<>();
    boolean isCalled;
  }

  private final IMap<HashedAddress, Registrations> map;
  private final Function<HashedAddress, Optional<Keepers>> keepers;
  private final Supplier<EntryProcessor<HashedAddress, Registrations, Registrations>> processors;
  private final ContextInternal eventLoop;
  private final Map<Keepers, Group> groups = new HashMap<>();

  /**
   * @param keepers tells the members that a call for an Address needs, if they are known just now
   * @param eventLoop the caller's; what a listener throws is its own affair
   */
  GatheredCalls(
      IMap<HashedAddress, Registrations> map,
      Function<HashedAddress, Optional<Keepers>> keepers,
      Supplier<EntryProcessor<HashedAddress, Registrations, Registrations>> processors,
      ContextInternal eventLoop) {
    this.map = map;
    this.keepers = keepers;
    this.processors = processors;
    this.eventLoop = eventLoop;
  }

  Future<Registrations> call(HashedAddress address) {
    return keepers(address)
        .map(
            members -> {
              Group group = groups.computeIfAbsent(members, key -> new Group());
              Promise<Registrations> answer =
                  group.waiting.computeIfAbsent(address, key -> eventLoop.promise());
              callNext(members, group);
              return answer.future();
            })
        .orElseGet(() -> Future.failedFuture("nobody owns the entry just now"));
  }

  /** Empty also where this node is out of its cluster. */
  private Optional<Keepers> keepers(HashedAddress address) {
    try {
      return keepers.apply(address);
    } catch (RuntimeException outOfCluster) {
      return Optional.empty();
    }
  }

  private void callNext(Keepers members, Group group) {
    if (group.isCalled) {
      return;
    }
    if (group.waiting.isEmpty()) {
      groups.remove(members);
      return;
    }
    Map<HashedAddress, Promise<Registrations>> batch = next(group);
    group.isCalled = true;
    answers(batch)
        .whenCompleteAsync(
            (answers, failure) -> {
              group.isCalled = false;
              try {
                batch.forEach((address, answer) -> complete(answer, answers, address, failure));
              } finally {
                callNext(members, group);
              }
            },
            task -> eventLoop.runOnContext(tick -> task.run()));
  }

  private static Map<HashedAddress, Promise<Registrations>> next(Group group) {
    Map<HashedAddress, Promise<Registrations>> batch = new LinkedHashMap<>();
    var waiting = group.waiting.entrySet().iterator();
    while (waiting.hasNext() && batch.size() < MAX_ENTRIES) {
      var one = waiting.next();
      batch.put(one.getKey(), one.getValue());
      waiting.remove();
    }
    return batch;
  }

  /** Hazelcast would sleep on the event loop where one of several entries has no owner. */
  private CompletionStage<Map<HashedAddress, Registrations>> answers(
      Map<HashedAddress, Promise<Registrations>> batch) {
    try {
      if (batch.size() == 1) {
        HashedAddress only = batch.keySet().iterator().next();
        return map.submitToKey(only, processors.get()).thenApply(answer -> Map.of(only, answer));
      }
      return batch.keySet().stream().allMatch(address -> keepers(address).isPresent())
          ? map.submitToKeys(batch.keySet(), processors.get())
          : CompletableFuture.failedFuture(new IllegalStateException("an entry has no owner"));
    } catch (Throwable failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private static void complete(
      Promise<Registrations> answer,
      Map<HashedAddress, Registrations> answers,
      HashedAddress address,
      Throwable failure) {
    if (failure == null && answers.get(address) != null) {
      answer.complete(answers.get(address));
    } else {
      answer.fail(failure == null ? new IllegalStateException("no answer") : failure);
    }
  }
}
