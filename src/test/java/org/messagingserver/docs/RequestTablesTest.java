package org.messagingserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.messagingserver.protocol.proto.Message;

/** The guide has every request of the table at the head of the contract. */
class RequestTablesTest {
  private record Row(String request, String from, String connection, String answer) {
    static Row of(List<String> cells) {
      return new Row(cells.get(0), cells.get(1), cells.get(2), cells.get(3));
    }

    boolean isFromServer() {
      return from.equals("server");
    }

    /** A login is of the authenticated connection, which it makes. */
    boolean isAnonymous() {
      return connection.equals("anonymous");
    }

    boolean isOfOneKind() {
      return !request.equals("AuthChallenge");
    }
  }

  private static final List<Row> TABLE =
      Page.read(Path.of("docs", "protocol.md")).table("request").stream().map(Row::of).toList();

  private static final Page GUIDE = Page.read(Path.of("docs", "client-guide.md"));

  private static List<FieldDescriptor> payloads() {
    return Message.getDescriptor().getOneofs().get(0).getFields();
  }

  /** What the table calls it: its type, but for bytes. */
  private static String name(FieldDescriptor payload) {
    return payload.getJavaType() == JavaType.MESSAGE
        ? payload.getMessageType().getName()
        : payload.getName();
  }

  /** The payloads that are named in these words, as a field of the Message is. */
  private static Stream<String> payloadsIn(String words) {
    List<String> all = List.of(words.split("\\W+"));
    return payloads().stream()
        .filter(payload -> all.contains(name(payload)))
        .map(FieldDescriptor::getName);
  }

  @Test
  void haveEveryPayload() {
    assertThat(TABLE.stream().flatMap(row -> payloadsIn(row.request() + " " + row.answer())))
        .containsAll(payloads().stream().map(FieldDescriptor::getName).toList());
  }

  @Test
  void haveTheSameRequestsInTheGuide() {
    List<List<String>> guide = GUIDE.table("");

    assertThat(cells(guide, "you request", 1)).isEqualTo(asked(Row::isAnonymous));
    assertThat(cells(guide, "you request", 2)).isEqualTo(asked(row -> !row.isAnonymous()));
    assertThat(cells(guide, "you receive", 1)).isEqualTo(got(Row::isAnonymous));
    assertThat(cells(guide, "you receive", 2)).isEqualTo(got(row -> !row.isAnonymous()));
  }

  @Test
  void haveTheirErrorsInTheGuide() {
    assertThat(GUIDE.table("request"))
        .extracting(row -> row.get(0))
        .containsExactlyInAnyOrderElementsOf(asked(row -> true));
  }

  private static Set<String> cells(List<List<String>> table, String head, int column) {
    List<String> row = table.stream().filter(cells -> cells.get(0).equals(head)).toList().get(0);
    return Set.of(row.get(column).split(", "));
  }

  private static Set<String> asked(Predicate<Row> connection) {
    Set<String> asked = new LinkedHashSet<>();
    rows(connection)
        .filter(row -> !row.isFromServer())
        .forEach(row -> payloadsIn(row.request()).forEach(asked::add));
    return asked;
  }

  private static Set<String> got(Predicate<Row> connection) {
    Set<String> got = new LinkedHashSet<>();
    for (Row row : rows(connection).toList()) {
      payloadsIn(row.isFromServer() ? row.request() : row.answer()).forEach(got::add);
    }
    return got;
  }

  private static Stream<Row> rows(Predicate<Row> connection) {
    return TABLE.stream().filter(Row::isOfOneKind).filter(connection);
  }
}
