package org.messagingserver.system.outages;

import java.util.stream.Stream;
import org.messagingserver.testkit.Installation;
import org.messagingserver.testkit.Kill;
import org.messagingserver.testkit.ServerProcess;

/** Ways for a server to die without a last word. */
enum Crash {
  /** The server alone; its Postgres goes on without it. */
  SERVER {
    @Override
    Stream<ProcessHandle> victims(ServerProcess server, Installation installation) {
      return Stream.of(server.handle());
    }
  },
  /** The postmaster alone; the server goes on and has to bring it back. */
  POSTMASTER {
    @Override
    Stream<ProcessHandle> victims(ServerProcess server, Installation installation) {
      return Stream.of(installation.postmaster());
    }
  },
  /** Server and postmaster; what serves single connections is left. */
  BOTH {
    @Override
    Stream<ProcessHandle> victims(ServerProcess server, Installation installation) {
      return Stream.of(server.handle(), installation.postmaster());
    }
  },
  /** Every process there is, as when the machine loses power. */
  EVERYTHING {
    @Override
    Stream<ProcessHandle> victims(ServerProcess server, Installation installation) {
      return Stream.concat(Stream.of(server.handle()), installation.postgresProcesses());
    }
  };

  abstract Stream<ProcessHandle> victims(ServerProcess server, Installation installation);

  void hit(ServerProcess server, Installation installation) {
    Kill.all(victims(server, installation));
  }
}
