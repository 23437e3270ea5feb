package org.messagingserver.delivery;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.messagingserver.delivery.ModelAction.Naming;
import org.messagingserver.delivery.ModelAction.Part;
import org.messagingserver.delivery.ModelAction.Which;
import org.messagingserver.delivery.ModelAdmission.Strangers;
import org.messagingserver.protocol.Handling;

/**
 * The Dispatcher's and the MailboxConsumer's machine against {@link ModelPromise}, in random
 * histories; what breaks is shrunk to a short one. {@code ./mvnw test -Pnightly
 * -Dtest=DeliveryModelTest} runs a hundred times as many.
 */
class DeliveryModelTest {
  private static final int MAX_SOCKET = 3;

  @Property(edgeCases = EdgeCasesMode.NONE)
  void keepsThePromise(
      @ForAll("handingOver") DeliverySettings settings,
      @ForAll("histories") List<ModelAction> history) {
    play(settings, history);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 5_000)
  void keepsThePromiseTheStoredWayAlone(
      @ForAll("storing") DeliverySettings settings,
      @ForAll("histories") List<ModelAction> history) {
    play(settings, history);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void callsNoMessageStaleThatIsDelivered(
      @ForAll("handingOver") DeliverySettings settings,
      @ForAll("registrations") List<ModelAction> history) {
    play(settings, history);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void deliversNothingOfSendersWhoAreNotAdmitted(
      @ForAll("handingOver") DeliverySettings settings,
      @ForAll("admissionChanges") List<ModelAction> history) {
    play(settings, history);
  }

  private static void play(DeliverySettings settings, List<ModelAction> history) {
    ModelWorld world = new ModelWorld(settings);
    history.forEach(world::act);
    world.judge();
  }

  @Provide
  Arbitrary<DeliverySettings> handingOver() {
    return settings(Duration.ofMillis(150));
  }

  @Provide
  Arbitrary<DeliverySettings> storing() {
    return settings(Duration.ZERO);
  }

  private static Arbitrary<DeliverySettings> settings(Duration handoff) {
    return Combinators.combine(
            Arbitraries.of(0, 60),
            Arbitraries.of(3, 1, 8),
            Arbitraries.of(1 << 20, 40),
            Arbitraries.of(3, 1, 8))
        .as(
            (ackMillis, inFlight, inFlightBytes, batchRows) ->
                new DeliverySettings(
                    handoff,
                    Duration.ofMillis(ackMillis),
                    Duration.ofMillis(1500),
                    inFlight,
                    inFlightBytes,
                    12_000,
                    6_000,
                    1 << 20,
                    batchRows,
                    1 << 20,
                    2,
                    Duration.ofMillis(5),
                    Duration.ofMillis(60),
                    Duration.ofSeconds(2)));
  }

  @Provide
  Arbitrary<List<ModelAction>> histories() {
    return actions().list().ofMinSize(1).ofMaxSize(40);
  }

  /** Devices register again and again, and their sockets hear of it late or never. */
  @Provide
  Arbitrary<List<ModelAction>> registrations() {
    return Arbitraries.frequencyOf(
            Tuple.of(
                30,
                Combinators.combine(
                        sender(),
                        Arbitraries.of(1, 1, 2, 4),
                        naming(Arbitraries.of(1, 2, 0)),
                        ttlHours())
                    .as(
                        (sender, count, naming, ttl) ->
                            new ModelAction.Send(sender, 0, count, naming, ttl))),
            Tuple.of(
                15,
                Combinators.combine(Arbitraries.of(1, 2), socket(), bool())
                    .as(
                        (id, socket, heard) ->
                            new ModelAction.Reregistration(0, id, socket, heard))),
            Tuple.of(12, Arbitraries.of(new ModelAction.Login(0))),
            Tuple.of(20, Arbitraries.integers().between(50, 400).map(ModelAction.Pass::new)),
            Tuple.of(10, acks()),
            Tuple.of(10, actions()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  /** A device with several sockets changes whom it admits, while all kinds of senders write. */
  @Provide
  Arbitrary<List<ModelAction>> admissionChanges() {
    return Arbitraries.frequencyOf(
            Tuple.of(
                15,
                Combinators.combine(sender(), naming(Arbitraries.just(0)))
                    .as((sender, naming) -> new ModelAction.Send(sender, 0, 1, naming, 0))),
            Tuple.of(20, onlineOnly(Arbitraries.just(0), Arbitraries.of(1, 2))),
            Tuple.of(20, admissions(Arbitraries.just(0))),
            Tuple.of(10, Arbitraries.of(new ModelAction.Login(0))),
            Tuple.of(25, Arbitraries.integers().between(1, 60).map(ModelAction.Pass::new)),
            Tuple.of(10, Arbitraries.integers().between(100, 1100).map(ModelAction.Pass::new)),
            Tuple.of(10, acks()),
            Tuple.of(8, busWeather()),
            Tuple.of(8, storeWeather()),
            Tuple.of(4, Arbitraries.of(ModelAction.Change.class).map(ModelAction.Directory::new)),
            Tuple.of(5, actions()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  private static Arbitrary<ModelAction> actions() {
    return Arbitraries.frequencyOf(
        Tuple.of(30, sends()),
        Tuple.of(5, onlineOnly(recipient(), Arbitraries.of(1, 2, 40))),
        Tuple.of(8, manySends()),
        Tuple.of(25, acks()),
        Tuple.of(20, Arbitraries.integers().between(0, 30).map(ModelAction.Pass::new)),
        Tuple.of(8, Arbitraries.integers().between(100, 400).map(ModelAction.Pass::new)),
        Tuple.of(10, recipient().map(ModelAction.Login::new)),
        Tuple.of(3, socket().map(ModelAction.Logout::new)),
        Tuple.of(3, Combinators.combine(socket(), bool()).as(ModelAction.Writable::new)),
        Tuple.of(5, busWeather()),
        Tuple.of(6, storeWeather()),
        Tuple.of(3, Arbitraries.of(ModelAction.Change.class).map(ModelAction.Directory::new)),
        Tuple.of(3, Arbitraries.of(1, 2, 2, 3, 30, 200, 800).map(ModelAction.Clock::new)),
        Tuple.of(2, Arbitraries.of(new ModelAction.Expiry())),
        Tuple.of(1, Combinators.combine(recipient(), bool()).as(ModelAction.Registration::new)),
        Tuple.of(
            2,
            Combinators.combine(recipient(), Arbitraries.integers().between(1, 3), socket(), bool())
                .as(ModelAction.Reregistration::new)),
        Tuple.of(4, admissions(recipient())),
        Tuple.of(1, sender().map(ModelAction.SenderDies::new)),
        Tuple.of(1, sender().map(ModelAction.SenderStops::new)),
        Tuple.of(1, node().map(ModelAction.RecipientDies::new)),
        Tuple.of(1, node().map(ModelAction.RecipientStops::new)));
  }

  private static Arbitrary<ModelAction> sends() {
    return Combinators.combine(
            sender(),
            recipient(),
            Arbitraries.integers().between(0, 15).withDistribution(RandomDistribution.biased()),
            naming(Arbitraries.of(0, 0, 0, 1, 1, 2, 3)),
            ttlHours())
        .as(ModelAction.Send::new);
  }

  private static Arbitrary<Naming> naming(Arbitrary<Integer> registration) {
    return Combinators.combine(registration, Arbitraries.of(0, 0, 0, 1, 1, 2)).as(Naming::new);
  }

  private static Arbitrary<ModelAction> admissions(Arbitrary<Integer> recipient) {
    return Combinators.combine(
            recipient,
            Arbitraries.of(Strangers.class),
            Arbitraries.of(1, 2).set().ofMaxSize(2),
            socket(),
            mostly())
        .as(ModelAction.Admission::new);
  }

  /** One for each of several devices, in any order. */
  private static Arbitrary<List<Part>> parts() {
    return Combinators.combine(
            Arbitraries.shuffle(IntStream.range(0, ModelWorld.DEVICES).boxed().toList()),
            Combinators.combine(naming(Arbitraries.of(0, 0, 0, 1, 1, 2)), rarely())
                .as((naming, overLimit) -> new Part(0, naming, overLimit))
                .list()
                .ofMinSize(1)
                .ofMaxSize(ModelWorld.DEVICES))
        .as(DeliveryModelTest::toDevices);
  }

  private static List<Part> toDevices(List<Integer> devices, List<Part> parts) {
    return IntStream.range(0, parts.size())
        .mapToObj(
            part ->
                new Part(devices.get(part), parts.get(part).naming(), parts.get(part).overLimit()))
        .toList();
  }

  private static Arbitrary<Boolean> rarely() {
    return Arbitraries.of(false, false, false, false, true);
  }

  private static Arbitrary<ModelAction> manySends() {
    Arbitrary<Handling> handling = Combinators.combine(ttlHours(), rarely()).as(Handling::new);
    return Combinators.combine(sender(), parts(), handling).as(ModelAction.SendMany::new);
  }

  private static Arbitrary<Boolean> mostly() {
    return Arbitraries.of(true, true, true, false);
  }

  private static Arbitrary<Integer> ttlHours() {
    return Arbitraries.of(0, 0, 0, 1, 1, 24, 168);
  }

  private static Arbitrary<ModelAction> onlineOnly(
      Arbitrary<Integer> recipient, Arbitrary<Integer> count) {
    return Combinators.combine(sender(), recipient, count, naming(Arbitraries.of(0, 0, 1, 2)))
        .as(ModelAction.SendOnlineOnly::new);
  }

  private static Arbitrary<ModelAction> acks() {
    return Combinators.combine(socket(), Arbitraries.of(Which.class)).as(ModelAction.Ack::new);
  }

  private static Arbitrary<ModelAction> busWeather() {
    return Combinators.combine(
            Arbitraries.of(ModelBus.Weather.class),
            Arbitraries.of(0, 1, 5, 60, 300),
            Arbitraries.of(0, 0, 50, 700))
        .as(ModelAction.Bus::new);
  }

  private static Arbitrary<ModelAction> storeWeather() {
    return Combinators.combine(
            Arbitraries.of(ModelMailbox.Weather.class), Arbitraries.of(1, 2, 10, 100))
        .as(ModelAction.Store::new);
  }

  private static Arbitrary<Integer> sender() {
    return Arbitraries.integers().between(0, ModelWorld.SENDERS - 1);
  }

  private static Arbitrary<Integer> recipient() {
    return Arbitraries.integers().between(0, ModelWorld.RECIPIENTS - 1);
  }

  private static Arbitrary<Integer> node() {
    return Arbitraries.integers().between(0, ModelWorld.NODES - 1);
  }

  private static Arbitrary<Integer> socket() {
    return Arbitraries.integers().between(0, MAX_SOCKET);
  }

  private static Arbitrary<Boolean> bool() {
    return Arbitraries.of(true, false);
  }
}
