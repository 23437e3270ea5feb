package org.messagingserver.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One event loop with senders' sockets. */
final class ModelSenderNode {
  private final MortalLoop loop;
  private final ModelPromise promise;
  private final AckedMessageDeleter ackedMessageDeleter;
  private final Dispatcher dispatcher;
  private final List<ModelSender> senders = new ArrayList<>();
  private boolean stopped;

  /**
   * @param names of its senders
   */
  ModelSenderNode(ModelEnvironment environment, List<String> names, ModelSender.Sending sending) {
    this.loop = new MortalLoop(environment.time);
    this.promise = environment.promise;
    this.ackedMessageDeleter =
        new AckedMessageDeleter(loop, environment.mailbox.of(loop), environment.settings);
    this.dispatcher =
        new Dispatcher(
            loop,
            environment.mailbox.of(loop),
            environment.bus.of(loop),
            ackedMessageDeleter,
            environment.settings,
            Unmetered.DELIVERIES);
    names.forEach(
        name -> senders.add(new ModelSender(name, dispatcher, environment.settings, sending)));
  }

  List<ModelSender> senders() {
    return senders;
  }

  void die() {
    loop.die();
  }

  /** In order: what it has taken is answered. */
  void stop() {
    senders.forEach(ModelSender::stopReading);
    dispatcher
        .drain()
        .onSuccess(
            done -> {
              stopped = true;
              senders.forEach(sender -> promise.senderStopped(sender.name));
            })
        .eventually(ackedMessageDeleter::drain);
  }

  boolean hasStopped() {
    return stopped;
  }

  void disturbed() {
    dispatcher.siblingConsumers().disturbed();
  }

  Map<String, Integer> footprint() {
    return Footprint.of(
        Stream.concat(
                Stream.of(dispatcher, ackedMessageDeleter),
                senders.stream().map(sender -> sender.senderQuota))
            .toArray());
  }
}
