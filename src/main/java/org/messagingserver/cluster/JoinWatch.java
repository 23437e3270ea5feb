package org.messagingserver.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sees to it that a member which takes connections and says nothing keeps no node from starting.
 * Hazelcast would ask it for as long as a join may take, and join nobody meanwhile; here it is
 * passed over after some seconds, as one that refuses connections is at once. It is found again
 * when it speaks.
 */
final class JoinWatch implements LifecycleListener, HazelcastInstanceAware {
  private static final System.Logger LOG = System.getLogger("org.messagingserver.cluster");

  /** An ordinary join is over by then. */
  private static final long GRACE_MILLIS = 4000;

  private final Config config;
  private final Set<String> silent = new ConcurrentSkipListSet<>();
  private volatile HazelcastInstanceImpl instance;
  private volatile boolean ended;

  JoinWatch(Config config) {
    this.config = config;
  }

  @Override
  public void setHazelcastInstance(HazelcastInstance starting) {
    if (starting instanceof HazelcastInstanceImpl known) {
      instance = known;
    }
  }

  @Override
  public void stateChanged(LifecycleEvent event) {
    if (event.getState() == LifecycleState.STARTING && instance != null) {
      Thread watching = new Thread(this::watch, "join");
      watching.setDaemon(true);
      watching.start();
    } else {
      stop();
    }
  }

  /** The join is over, one way or the other. */
  void stop() {
    ended = true;
  }

  /** Those that have taken connections and said nothing, in the order of their names. */
  Collection<String> silent() {
    return new TreeSet<>(silent);
  }

  private void watch() {
    try {
      Thread.sleep(GRACE_MILLIS);
      while (!ended) {
        Stream.concat(Members.listed(config).stream(), Members.named(config).stream())
            .flatMap(JoinWatch::addresses)
            .parallel()
            .forEach(this::check);
        Thread.sleep(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Stream<Address> addresses(Members.Listed listed) {
    return IntStream.range(listed.firstPort(), listed.firstPort() + listed.ports())
        .boxed()
        .flatMap(
            port -> {
              try {
                return Stream.of(new Address(listed.host(), port));
              } catch (IOException unknown) {
                return Stream.empty();
              }
            });
  }

  private void check(Address address) {
    if (!ended
        && !address.equals(instance.node.getThisAddress())
        && !instance.node.getJoiner().isBlacklisted(address)
        && MemberHandshake.isSilent(address)
        && !ended) {
      String name = address.getHost() + ":" + address.getPort();
      silent.add(name);
      LOG.log(
          System.Logger.Level.WARNING,
          "cluster: {0} accepts connections but does not respond; this node joins without it",
          name);
      instance.node.getJoiner().blacklist(address, false);
    }
  }
}
