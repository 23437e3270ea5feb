package org.messagingserver.system.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.protocol.CloseCode;
import org.messagingserver.testkit.AdminPort;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.TestNodes;
import org.messagingserver.testkit.TestServer;

/** The operators' page of a cluster: it shows every node, and drains one for who has the token. */
@ExtendWith(VertxExtension.class)
class DrainTest {
  private static final String TOKEN = "the token of the operators";

  @TempDir static Path directory;

  private static TestNodes nodes;

  private Vertx clients;

  @BeforeAll
  static void startTwo() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    nodes =
        TestNodes.start(
            2, new JsonObject().put("admin", new JsonObject().put("tokenFile", token.toString())));
    awaitReady(2);
  }

  @BeforeEach
  void giveClients(Vertx given) {
    clients = given;
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @Test
  void showsTheSameNodesOnEachOfThem() {
    Map<String, JsonObject> first = seenBy(0);
    Map<String, JsonObject> second = seenBy(1);

    assertThat(first.keySet()).isEqualTo(second.keySet()).hasSize(2);
    assertThat(names(first)).isEqualTo(names(second)).doesNotHaveDuplicates();
    assertThat(idOf(0)).isNotEqualTo(idOf(1));
  }

  @Test
  void showsWhatAnotherNodeDoes() {
    RawSocket there = RawSocket.open(clients, nodes.get(1));

    until(() -> connections(seenBy(0).get(idOf(1))) == 1);
    assertThat(connections(seenBy(0).get(idOf(0)))).isZero();
    there.close();
    until(() -> connections(seenBy(0).get(idOf(1))) == 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer the token of the operator",
        "Bearer the token of the operators!",
        "bearer the token of the operators",
        "Basic the token of the operators",
        TOKEN
      })
  void refusesToDrainWithoutTheToken(String authorization) {
    RawSocket client = RawSocket.open(clients, nodes.get(0));

    HttpResponse<String> answer = AdminPort.drain(nodes.get(0), idOf(0), authorization);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(seenBy(0).get(idOf(0)).getString("state")).isEqualTo("ready");
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alone", "another"})
  void knowsNoOtherNodeToDrain(String node) {
    assertThat(AdminPort.drain(nodes.get(0), node, "Bearer " + TOKEN).statusCode()).isEqualTo(404);
  }

  @Test
  void drainsAnotherNodeAndNoneBesides() {
    TestServer drained = nodes.another(new JsonObject());
    awaitReady(3);
    RawSocket there = RawSocket.open(clients, drained);
    RawSocket here = RawSocket.open(clients, nodes.get(0));

    HttpResponse<String> answer = AdminPort.drain(nodes.get(0), idOf(2), "Bearer " + TOKEN);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(there.closeCode()).isEqualTo(CloseCode.RESTART.code());
    awaitReady(2);
    here.close();
  }

  private static String idOf(int index) {
    return AdminPort.json(nodes.get(index), "/console/nodes").getString("here");
  }

  /** Until the first node sees so many, all of them ready. */
  private static void awaitReady(int count) {
    until(
        () -> {
          Map<String, JsonObject> seen = seenBy(0);
          return seen.size() == count
              && seen.values().stream().allMatch(node -> "ready".equals(node.getString("state")));
        });
  }

  private static Map<String, JsonObject> seenBy(int index) {
    var all = AdminPort.json(nodes.get(index), "/console/nodes").getJsonArray("nodes");
    return IntStream.range(0, all.size())
        .mapToObj(all::getJsonObject)
        .collect(Collectors.toMap(node -> node.getString("id"), Function.identity()));
  }

  private static List<String> names(Map<String, JsonObject> seen) {
    return seen.values().stream().map(node -> node.getString("name")).sorted().toList();
  }

  private static double connections(JsonObject node) {
    return node.getJsonObject("totals").getJsonObject("connections").getDouble("anonymous");
  }
}
