# The server as an image:
#
#   docker build -t messaging-server .
#   docker run --init --read-only -v messaging:/app/data -p 8080:8080 messaging-server
#
# What follows the image's name are arguments of the jar: -conf FILE, -cluster, check-config FILE, help. Without -conf it runs a Postgres of its
# own, whose processes --init buries. Three nodes with a Postgres beside them: compose.yaml.

FROM eclipse-temurin:25-jdk-noble AS build

# The checksum that the Maven wrapper verifies is that of a zip.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends unzip \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /src

# Builds nothing, and so fetches everything that a build needs: a layer that lasts until pom.xml changes.
COPY mvnw pom.xml cluster.xml ./
COPY .mvn .mvn
COPY proto/types/pom.xml proto/types/
COPY proto/pom.xml proto/
COPY clients/java/pom.xml clients/java/
COPY clients/java-okhttp/pom.xml clients/java-okhttp/
COPY clients/java-vertx/pom.xml clients/java-vertx/
COPY clients/kotlin/pom.xml clients/kotlin/
COPY src/pom.xml src/
COPY tools/pom.xml tools/
RUN mkdir -p proto/types/src/main/java/none proto/src/main/java/none src/main/java/none src/main/explorer \
    && echo 'syntax = "proto3";' > proto/Messages.proto \
    && echo 'package none; final class None {}' | tee proto/types/src/main/java/none/None.java proto/src/main/java/none/None.java > src/main/java/none/None.java \
    && (cd src/main/explorer && touch main.ts explorer.css index.html icon.svg) \
    && ./mvnw -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl src -am package \
    && rm -r proto/Messages.proto proto/types/src proto/src src/main target

# Offline, so that a dependency which the layer above lacks is noticed and not fetched again at every build.
COPY proto/Messages.proto proto/
COPY proto/types/src/main proto/types/src/main
COPY proto/src/main proto/src/main
COPY conf/server.json conf/
COPY src/main src/main
COPY clients/typescript/src clients/typescript/src
RUN ./mvnw -B -q -o -Dmaven.test.skip=true -pl src -am package


FROM eclipse-temurin:25-jre-noble

LABEL org.opencontainers.image.title="messaging-server" \
      org.opencontainers.image.description="A blind, durable messaging server for end-to-end-encrypted apps" \
      org.opencontainers.image.licenses="Apache-2.0"

# Not 1000: that is somebody on most hosts.
RUN groupadd --gid 10001 messaging \
    && useradd --uid 10001 --gid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin messaging \
    && install -d /app \
    && install -d --owner messaging --group messaging --mode 0700 /app/data

WORKDIR /app
COPY LICENSE ./
# Whole, not split into dependencies and classes: it is the very file that the tests ran against, with its manifest.
COPY --from=build /src/target/messaging-server.jar ./

USER 10001:10001

# All that is ever written: keys.json, and the embedded Postgres where there is no other.
VOLUME /app/data

EXPOSE 8080
STOPSIGNAL SIGTERM

# Ready, not merely alive: what waits for this container wants it to serve. An orchestrator that kills what is unhealthy should ask
# /health/live instead, for a database that is away is not mended by a restart. Bash is in the image and costs a few milliseconds; a JVM
# that asks would cost half a second of CPU each time.
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]

# Half of the container's memory is heap; the rest is for buffers outside it, threads, and an embedded Postgres. A node that runs out of
# memory is restarted, since half a node is worse than none. sun.misc.Unsafe is Hazelcast's, and would be warned of. Without
# UsePerfData and file resolving nothing is written to /tmp; the native libraries for sockets and signatures are unpacked in the volume,
# where the first orderly stop also leaves the parsed classes for quicker starts. More flags: JDK_JAVA_OPTIONS.
ENTRYPOINT ["java", \
    "-XX:+UseCompactObjectHeaders", \
    "-XX:MaxRAMPercentage=50", \
    "-XX:+ExitOnOutOfMemoryError", \
    "--sun-misc-unsafe-memory-access=allow", \
    "-XX:-UsePerfData", \
    "-Dvertx.disableFileCPResolving=true", \
    "-Djava.io.tmpdir=/app/data", \
    "-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=/app/data/classes.jsa", \
    "-jar", "messaging-server.jar"]
