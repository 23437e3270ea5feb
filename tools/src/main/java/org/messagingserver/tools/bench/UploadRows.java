package org.messagingserver.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.messagingserver.tools.bench.load.Load;
import org.messagingserver.tools.bench.load.Meter;
import org.messagingserver.tools.bench.load.UserFactory;

/** The row of messages while many clients put attachments. */
final class UploadRows {
  private static final int UPLOADERS = 200;
  private static final int BYTES = 1 << 20;
  private static final int PAIRS = 32;
  private static final double RATE = 500;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final String WITHOUT = "without them";

  /** The clients and their server use the same processors and the same disk. */
  private static final String ELSEWHERE = "they at another server";

  static final List<Row> ROWS =
      List.of(
          new Row(
              "beside-uploads",
              "handed over beside 200 clients that put 1 MiB again and again",
              UploadRows::open,
              List.of(Target.atMost(1.25, Metric.FIXED_P99, ELSEWHERE))));

  private UploadRows() {}

  private static List<Contender> open(BenchmarkEnvironment environment) throws IOException {
    Configurations configurations = environment.configurations();
    List<String> words = List.of("-conf", configurations.unboundedAttachments());
    ChildProcess server = environment.start(List.of(), words);
    ChildProcess other = environment.start(List.of(), words);
    Meter meter = new Meter();
    UserFactory factory = new UserFactory(environment.loops());
    Load load = new Load(factory.pairs(PAIRS, server.uri(), server.uri(), meter), meter);
    UploadTrial.Workload workload =
        new UploadTrial.Workload(load, RATE, Cost.of(server), configurations.keptAttachments());
    WarmUp warmUp = WarmUp.of(WARM_UP, server, other);
    return List.of(
        new Contender("server", beside(server, workload, warmUp)),
        new Contender(WITHOUT, new UploadTrial(workload, warmUp, Optional.empty(), BYTES)),
        new Contender(ELSEWHERE, beside(other, workload, warmUp)));
  }

  private static Trial beside(ChildProcess target, UploadTrial.Workload workload, WarmUp warmUp)
      throws IOException {
    Uploaders uploaders = Uploaders.start(target.uri(), UPLOADERS, BYTES);
    return new UploadTrial(workload, warmUp, Optional.of(uploaders), BYTES);
  }
}
