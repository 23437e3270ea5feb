package org.messagingserver.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConnectionReportTest {
  private static final String SOCKSTAT =
      """
      sockets: used 18
      TCP: inuse 1 orphan 0 tw 0 alloc 1 mem 346
      UDP: inuse 0 mem 7
      """;

  private static final String MEMINFO =
      """
      Slab:             995848 kB
      SUnreclaim:        85704 kB
      """;

  private static final String LIMITS =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max open files            20000                1048576              files
      """;

  @Test
  void readsTheKernelsPart() {
    assertThat(KernelMemory.parse(SOCKSTAT, MEMINFO))
        .isEqualTo(new KernelMemory(346 * 4096, 85_704 * 1024));
  }

  @Test
  void countsTheEstablishedConnectionsOfAPort() {
    Stream<String> lines =
        Stream.of(
            "  sl  local_address rem_address   st tx_queue rx_queue",
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000",
            "   1: 0100007F:1F90 0100007F:C001 01 00000000:00000000",
            "   2: 0100007F:C001 0100007F:1F90 01 00000000:00000000",
            "   3: 0100007F:1F90 0100007F:C002 06 00000000:00000000");

    assertThat(ServerSockets.connections(8080, lines)).isEqualTo(1);
  }

  @Test
  void leavesOpenFilesForOtherThingsThanConnections() {
    assertThat(OpenFiles.maxConnections(LIMITS)).isEqualTo(19_400);
    assertThat(OpenFiles.maxConnections("Max open files            unlimited")).isPositive();
  }

  @Test
  void givesBytesForEachConnectionAndForAMillion() {
    int mebi = 1 << 20;
    String report =
        ConnectionReport.of(
            "JDK 17, TLS", 2, List.of(memory(mebi, 100L * mebi), memory(2 * mebi, 150L * mebi)));

    assertThat(report)
        .contains("JDK 17, TLS, 2 servers")
        .contains("| 1,048,576 | 100.0 |")
        .contains("| heap | 50 | 25 MiB | 0.0 MiB | 0.0 GiB |")
        .contains("| RSS | 100 | 50 MiB | 0.0 MiB | 0.1 GiB |");
  }

  private static ConnectionMemory memory(int connections, long heap) {
    return new ConnectionMemory(connections, heap, 2 * heap, new KernelMemory(0, 0));
  }
}
