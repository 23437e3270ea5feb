package org.messagingserver.app;

import java.util.Optional;

/** What the command line says of itself. */
final class Usage {
  static final String TEXT =
      """
      messaging-server: a blind, durable messaging server for end-to-end-encrypted apps

      usage: java -jar messaging-server.jar [-conf FILE] [-cluster]
             java -jar messaging-server.jar run VERTICLE [-conf FILE] [-cluster]
             java -jar messaging-server.jar keys ACTION [-conf FILE]
             java -jar messaging-server.jar smoke [URL ...]
             java -jar messaging-server.jar bench [ROW ...] [--rounds N] [--write FILE | --no-write]
             java -jar messaging-server.jar cluster [N]
             java -jar messaging-server.jar torture [--minutes M] [--seed S] [--nodes N] [--rate R]
             java -jar messaging-server.jar help | version

        (no command)   start the server; without -conf with defaults: clients on port 8080,
                       health on 127.0.0.1:8081, Postgres of its own under data/
        run VERTICLE   the same, deploying VERTICLE (org.messagingserver.app.MainVerticle)
        keys           show, rotate and seal the keyset; --help lists the actions
        smoke          play two users and a stranger against a running server
        bench          measure the server on this machine against floors; --help lists the rows
        cluster        run N nodes on this machine, with a Postgres of their own
        torture        break such a cluster at random, and judge whether a message was lost
        -conf FILE     a JSON object; conf/server.json shows every key with its default
        -cluster       be one node of many: cluster.xml says how they find each other, and all
                       have one database and one keys.file

      Ctrl-C or SIGTERM stops it in order. Exit code 1: it could not start, and says why.""";

  private Usage() {}

  static String version() {
    String version = Usage.class.getPackage().getImplementationVersion();
    return "messaging-server " + Optional.ofNullable(version).orElse("(not packaged)");
  }
}
