package org.messagingserver.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.messagingserver.directory.DirectoryMap;
import org.messagingserver.directory.Place;
import org.messagingserver.directory.Registrations;
import org.messagingserver.encryption.HashedAddress;

/**
 * The map behind the directory, which promises little. Calls come late or twice, or fail and take
 * effect nevertheless; partitions are lost; and two halves that cannot reach each other have a map
 * each, until they are united.
 */
final class ModelDirectory {
  private static final long CALL_TIMEOUT_MILLIS = 500;
  private static final int HALVES = 2;

  private final SimulatedLoop time;
  private Map<HashedAddress, Registrations>[] halves;
  private ModelBus.Weather weather = ModelBus.Weather.FAIR;
  private boolean isSplit;
  private long delay = 1;
  private long lag;
  private long tokens;
  private int calls;
  private int finds;
  private int changes;
  private boolean away;

  @SuppressWarnings({"unchecked", "rawtypes"})
  ModelDirectory(SimulatedLoop time) {
    this.time = time;
    this.halves = new Map[] {new HashMap<>(), new HashMap<>()};
  }

  void weather(ModelBus.Weather next) {
    weather = next;
  }

  void delay(long millis) {
    delay = millis;
  }

  void lag(long millis) {
    lag = millis;
  }

  /** It does not answer. */
  void away(boolean is) {
    away = is;
  }

  /** How often it was asked. */
  int finds() {
    return finds;
  }

  /** How often it was to change. */
  int changes() {
    return changes;
  }

  /** A call of before takes effect now. */
  void addLate(Place place, HashedAddress address) {
    halves[0].put(address, find(address).with(place, ++tokens));
  }

  void losePartitionOf(HashedAddress address) {
    halves[0].remove(address);
  }

  /** Some of its partitions are lost. */
  void losePartitions() {
    for (Map<HashedAddress, Registrations> half : halves) {
      half.keySet().removeIf(address -> address.hashCode() % 2 == 0);
    }
  }

  /** Every second event loop does not see the others. */
  void split() {
    if (!isSplit) {
      isSplit = true;
      halves[1] = new HashMap<>(halves[0]);
    }
  }

  /** They see one another again. */
  void unite() {
    if (isSplit) {
      isSplit = false;
      halves[1].forEach(
          (address, merging) ->
              halves[0].merge(address, merging, (one, other) -> one.union(other, ++tokens)));
    }
  }

  boolean isSplit(Place one, Place other) {
    return isSplit && half(one) != half(other);
  }

  private static int half(Place place) {
    return (int) (place.loop() % HALVES);
  }

  /** Others see for a while that the node of an event loop is there, though it is dead. */
  boolean isKnown(MortalLoop loop) {
    return !loop.isDead() || time.millis() < loop.diedAt() + lag;
  }

  /** The places of an Address. */
  Registrations find(HashedAddress address) {
    return halves[0].getOrDefault(address, Registrations.NONE);
  }

  int size() {
    return halves[0].size();
  }

  /** As one event loop sees it. */
  DirectoryMap of(MortalLoop caller, Place place) {
    return new DirectoryMap() {
      @Override
      public Future<Registrations> add(HashedAddress address) {
        changes++;
        return call(
            caller,
            lag,
            () ->
                map(place)
                    .compute(
                        address,
                        (key, found) ->
                            (found == null ? Registrations.NONE : found).with(place, ++tokens)));
      }

      @Override
      public Future<Registrations> remove(HashedAddress address) {
        changes++;
        return call(
            caller,
            lag,
            () -> {
              Registrations left =
                  map(place).getOrDefault(address, Registrations.NONE).without(place);
              if (left.isEmpty()) {
                map(place).remove(address);
              } else {
                map(place).put(address, left);
              }
              return left;
            });
      }

      @Override
      public Future<Registrations> find(HashedAddress address) {
        finds++;
        return call(caller, 0, () -> map(place).getOrDefault(address, Registrations.NONE));
      }
    };
  }

  private Map<HashedAddress, Registrations> map(Place caller) {
    return halves[isSplit ? half(caller) : 0];
  }

  private Future<Registrations> call(
      MortalLoop caller, long late, Supplier<Registrations> processor) {
    Promise<Registrations> answer = Promise.promise();
    if (away) {
      caller.after(CALL_TIMEOUT_MILLIS, () -> answer.fail("no answer in time"));
      return answer.future();
    }
    boolean isFaulty = lag > 0 && weather != ModelBus.Weather.FAIR && calls++ % 3 == 0;
    if (isFaulty) {
      fault(processor, answer, caller);
    } else if (lag == 0) {
      answer.complete(processor.get());
    } else {
      time.after(
          late + delay,
          () -> {
            Registrations found = processor.get();
            caller.after(delay, () -> answer.complete(found));
          });
    }
    return answer.future();
  }

  private void fault(
      Supplier<Registrations> processor, Promise<Registrations> answer, MortalLoop caller) {
    if (weather == ModelBus.Weather.DOUBLES) {
      takeEffect(1, processor);
    }
    if (weather != ModelBus.Weather.LOSES) {
      takeEffect(2 * CALL_TIMEOUT_MILLIS, processor);
    }
    caller.after(CALL_TIMEOUT_MILLIS, () -> answer.fail("no answer in time"));
  }

  private void takeEffect(long after, Supplier<Registrations> processor) {
    List<Registrations> unheard = new ArrayList<>();
    time.after(after, () -> unheard.add(processor.get()));
  }
}
