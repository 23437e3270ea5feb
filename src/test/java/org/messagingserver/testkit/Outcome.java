package org.messagingserver.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * How a run of the jar ended.
 *
 * @param log what it wrote to stderr besides its complaints
 */
public record Outcome(int code, List<String> stdout, List<String> complaints, List<String> log) {
  private static final String COMPLAINT = "messaging-server: ";

  /** Runs the jar to its end. */
  public static Outcome of(Installation installation, String... arguments) {
    return of(ServerProcess.run(installation, arguments));
  }

  /** Runs the jar of the tools to its end. */
  public static Outcome ofTool(Installation installation, String... arguments) {
    return of(ServerProcess.tool(installation, arguments));
  }

  /** Waits for the end of a run. */
  public static Outcome of(ServerProcess process) {
    try {
      return new Outcome(
          process.exitCode(ServerProcess.START),
          process.stdout(),
          process.stderr().stream()
              .filter(line -> line.startsWith(COMPLAINT))
              .map(line -> line.substring(COMPLAINT.length()))
              .toList(),
          process.stderr().stream().filter(line -> !line.startsWith(COMPLAINT)).toList());
    } finally {
      // Alone: the Postgres there may be another's.
      process.kill();
    }
  }

  /** It failed, said exactly this to the operator, and logged nothing that looks like a failure. */
  public void assertFailure(String... expected) {
    assertThat(complaints).containsExactly(expected);
    assertThat(code).isEqualTo(1);
    assertThat(stdout).isEmpty();
    assertThat(log).allSatisfy(line -> assertThat(line).matches(ServerProcess.INFO));
  }
}
