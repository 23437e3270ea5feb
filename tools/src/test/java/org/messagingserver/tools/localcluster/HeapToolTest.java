package org.messagingserver.tools.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapToolTest {
  @Test
  void readsTheHeapOfG1() {
    String java17 =
        """
        4711:
         garbage-first heap   total 524288K, used 12345K [0x0000000600c00000, 0x0000000800000000)
          region size 4096K, 5 young (20480K), 1 survivors (4096K)
         Metaspace       used 40152K, committed 40768K, reserved 1114112K
          class space    used 4913K, committed 5184K, reserved 1048576K
        """;
    String java25 =
        " garbage-first heap   total reserved 393216K, committed 65536K, used 23456K [0x0, 0x1)";

    assertThat(HeapTool.used(java17)).contains(12345L << 10);
    assertThat(HeapTool.used(java25)).contains(23456L << 10);
  }

  @Test
  void addsTheGenerationsOfTheSerialCollector() {
    String info =
        """
         def new generation   total 78656K, used 1000K [0x0, 0x1, 0x2)
          eden space 69952K,   2% used [0x0, 0x1, 0x2)
         tenured generation   total 174784K, used 3000K [0x0, 0x1, 0x2)
           the space 174784K,   0% used [0x0, 0x1, 0x2)
        """;

    assertThat(HeapTool.used(info)).contains(4000L << 10);
  }

  @Test
  void readsTheHeapOfZgc() {
    assertThat(HeapTool.used(" ZHeap           used 20M, capacity 256M, max capacity 4096M"))
        .contains(20L << 20);
  }

  @Test
  void knowsNothingOfWhatIsNone() {
    assertThat(HeapTool.used("4711:\nno such process")).isEmpty();
  }

  @Test
  void measuresThisProcess() throws InterruptedException {
    var memory = HeapTool.measure(ProcessHandle.current().pid());

    assertThat(memory.isPresent()).isEqualTo(HeapTool.isAvailable());
    memory.ifPresent(
        known -> {
          assertThat(known.heap()).isPositive();
          assertThat(known.resident()).isGreaterThan(known.heap());
        });
  }
}
