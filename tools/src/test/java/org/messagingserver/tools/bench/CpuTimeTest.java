package org.messagingserver.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuTimeTest {
  @Test
  void tellsTheCompilersFromTheWork() {
    ProcessHandle self = ProcessHandle.current();

    long compilers = CpuTime.microsOfCompilers(self);
    long work = CpuTime.microsOfWork(self);
    long all = CpuTime.micros(self);

    assertThat(compilers).isPositive();
    assertThat(work).isPositive();
    assertThat(compilers + work).isLessThanOrEqualTo(all);
  }

  @Test
  void countsNothingOfAProcessThatHasGone() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();

    assertThat(CpuTime.microsOfWork(gone.toHandle())).isZero();
  }
}
