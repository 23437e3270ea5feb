package org.messagingserver.system.startstop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/**
 * Every class that a class of the jar names, from our own on to all that these lead to, is in the
 * jar or in the JDK, so that no user finds one missing. The exceptions are listed, each with the
 * reason why nobody gets there.
 */
class JarReferencesIT {
  private static final String OURS = "org/messagingserver/";
  private static final String CLASS = ".class";

  /**
   * @param by the beginning of the name of those that name it
   * @param missing the beginning of its own name
   */
  private record Excuse(String by, String missing) {}

  private static final List<Excuse> EXCUSES =
      List.of(
          // Tried one after the other; the JDK's logging is there, and chosen.
          new Excuse("io/netty/util/internal/logging/", "org/apache/log"),
          new Excuse("org/flywaydb/core/internal/logging/", "org/apache/commons/logging/"),
          new Excuse("org/flywaydb/core/internal/logging/", "org/apache/logging/log4j/"),
          // Other places to find migrations in, and configurations of Flyway in files.
          new Excuse("org/flywaydb/core/internal/scanner/", "org/jboss/vfs/"),
          new Excuse("org/flywaydb/core/internal/scanner/", "org/osgi/"),
          new Excuse("org/flywaydb/core/", "tools/jackson/"),
          // Vert.x asks for them before it uses them: objects as JSON, PROXY protocol, transports.
          new Excuse("io/vertx/core/json/jackson/", "com/fasterxml/jackson/databind/"),
          new Excuse("io/vertx/core/net/impl/", "io/netty/handler/codec/haproxy/"),
          new Excuse("io/vertx/core/impl/transports/", "io/netty/channel/"),
          // Netty: compressions that are not offered, OpenSSL instead of the JDK, annotations.
          new Excuse("io/netty/handler/codec/", "com/aayushatharva/brotli4j/"),
          new Excuse("io/netty/handler/codec/compression/", "com/github/luben/zstd/"),
          new Excuse("io/netty/handler/codec/compression/", "com/jcraft/jzlib/"),
          new Excuse("io/netty/handler/ssl/", "io/netty/internal/tcnative/"),
          new Excuse("io/netty/handler/ssl/BouncyCastlePemReader", "org/bouncycastle/"),
          new Excuse("io/netty/util/concurrent/", "org/jetbrains/annotations/"),
          // Pauses in timers and exemplars of traces, neither of which is used.
          new Excuse("io/micrometer/core/instrument/AbstractTimer", "org/LatencyUtils/"),
          new Excuse("io/prometheus/metrics/core/exemplars/", "io/prometheus/metrics/tracer/"),
          // AWS' signer: SigV4a and checksums by native code, and event streams; a link needs
          // neither.
          new Excuse("software/amazon/awssdk/http/auth/aws/crt/", "software/amazon/awssdk/crt"),
          new Excuse("software/amazon/awssdk/checksums/internal/", "software/amazon/awssdk/crt/"),
          new Excuse(
              "software/amazon/awssdk/http/auth/aws/eventstream/",
              "software/amazon/awssdk/eventstream/"),
          // Hazelcast: JCache, streams, databases, threads that keep to a processor.
          new Excuse("com/hazelcast/", "javax/cache/"),
          new Excuse("com/hazelcast/jet/", "jakarta/jms/"),
          new Excuse("com/hazelcast/internal/util/ThreadAffinityHelper", "net/openhft/"),
          new Excuse("com/hazelcast/shaded/com/zaxxer/hikari/", ""),
          new Excuse("com/hazelcast/shaded/tools/jackson/jr/", "com/fasterxml/"),
          new Excuse("com/hazelcast/shaded/org/everit/json/schema/", ""));

  @Test
  void holdsEveryClassThatItsClassesName() throws IOException {
    try (JarFile jar = jar()) {
      Walk walk = new Walk(jar);
      walk.all();

      assertThat(walk.missing).isEmpty();
      assertThat(walk.met).as("exceptions that are still needed").containsAll(EXCUSES);
    }
  }

  /** They log by SLF4J, which the jar has for AWS' signer, and leads to nowhere. */
  @Test
  void callsNothingWhoseLogGoesNowhere() throws IOException {
    Set<String> calls = new TreeSet<>();
    try (JarFile jar = jar()) {
      for (String ours : ours(jar)) {
        calls.addAll(read(jar, ours).methods());
      }
    }

    assertThat(calls)
        .contains("io/vertx/core/Vertx.vertx")
        .doesNotContain(
            "io/vertx/core/net/TrustOptions.wrap", "io/vertx/core/net/KeyCertOptions.wrap");
  }

  private static JarFile jar() throws IOException {
    return new JarFile(System.getProperty("messaging-server.jar"));
  }

  private static List<String> ours(JarFile jar) {
    return jar.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.startsWith(OURS) && name.endsWith(CLASS))
        .map(name -> name.substring(0, name.length() - CLASS.length()))
        .toList();
  }

  private static ClassFile read(JarFile jar, String name) throws IOException {
    return ClassFile.read(jar.getInputStream(jar.getEntry(name + CLASS)).readAllBytes());
  }

  private static final class Walk {
    private final JarFile jar;
    private final Deque<String> ahead;
    private final Set<String> seen;
    private final Set<String> missing = new TreeSet<>();
    private final Set<Excuse> met = new HashSet<>();

    Walk(JarFile jar) {
      this.jar = jar;
      this.ahead = new ArrayDeque<>(ours(jar));
      this.seen = new HashSet<>(ahead);
    }

    void all() throws IOException {
      while (!ahead.isEmpty()) {
        String next = ahead.poll();
        for (String named : read(jar, next).classes()) {
          visit(next, named);
        }
      }
    }

    private void visit(String by, String named) {
      if (jar.getEntry(named + CLASS) != null) {
        if (seen.add(named)) {
          ahead.add(named);
        }
      } else if (!isOfTheJdk(named)) {
        List<Excuse> excused =
            EXCUSES.stream()
                .filter(one -> by.startsWith(one.by) && named.startsWith(one.missing))
                .toList();
        met.addAll(excused);
        if (excused.isEmpty()) {
          missing.add(named + ", named by " + by);
        }
      }
    }

    private static boolean isOfTheJdk(String name) {
      return ClassLoader.getPlatformClassLoader().getResource(name + CLASS) != null;
    }
  }
}
