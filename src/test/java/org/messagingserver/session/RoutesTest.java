package org.messagingserver.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.ClientMessage.InvalidRequest;
import org.messagingserver.protocol.ClientMessage.Request;
import org.messagingserver.protocol.proto.Message;
import org.messagingserver.session.Routes.Route;

/** The table of requests is that of the contract. */
class RoutesTest {
  /** A request of clients in the table at the head of the contract: its name and connection. */
  private static final Pattern ROW =
      Pattern.compile("^// \\| `(\\w+)` \\| client \\| ([^|]+) \\|.*$", Pattern.MULTILINE);

  private static List<Route<?>> payloads() {
    return Routes.all().stream().filter(route -> route.type() != InvalidRequest.class).toList();
  }

  @Test
  void haveEveryRequest() {
    assertThat(Routes.all().stream().<Class<?>>map(Route::type))
        .containsExactlyInAnyOrder(Request.class.getPermittedSubclasses());
  }

  @Test
  void areNamedAsTheirPayloads() {
    assertThat(Message.getDescriptor().getFields())
        .extracting(FieldDescriptor::getName)
        .containsAll(payloads().stream().map(Route::name).toList());
  }

  @Test
  void areForTheConnectionsThatTheContractSays() throws IOException {
    Map<String, String> said =
        ROW.matcher(Files.readString(Path.of("proto", "Messages.proto")))
            .results()
            .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

    assertThat(said)
        .containsExactlyInAnyOrderEntriesOf(
            payloads().stream()
                .collect(
                    Collectors.toMap(
                        route -> route.type().getSimpleName(), RoutesTest::connection)));
  }

  /** A login makes an authenticated connection of an anonymous one. */
  private static String connection(Route<?> route) {
    if (route.name().equals("authResponse")) {
      return "any, once";
    }
    return switch (route.requiredAuth()) {
      case ANYONE -> "any";
      case ANONYMOUS -> "anonymous";
      case AUTHENTICATED -> "authenticated";
    };
  }
}
