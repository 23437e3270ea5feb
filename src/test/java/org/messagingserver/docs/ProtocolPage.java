package org.messagingserver.docs;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A protocol file as a page of Markdown: its comments as they stand, and a table of the fields of
 * each message.
 */
final class ProtocolPage {
  private static final List<Integer> SYNTAX = List.of(FileDescriptorProto.SYNTAX_FIELD_NUMBER);
  private static final String HEAD =
      """
      <!-- Written from proto/Messages.proto by ProtocolPageTest, which says how: change it there. -->

      # Protocol

      %s
      [client-guide.md](client-guide.md) explains how to write a client.
      [vectors.json](vectors.json) has the bytes of a whole session.
      """;

  private final FileDescriptorProto file;
  private final Map<List<Integer>, String> comments;

  /**
   * @param file as protoc describes it, with its comments
   */
  ProtocolPage(FileDescriptorProto file) {
    this.file = file;
    this.comments =
        file.getSourceCodeInfo().getLocationList().stream()
            .collect(
                Collectors.toMap(
                    Location::getPathList, ProtocolPage::comment, (first, second) -> first));
  }

  private static String comment(Location location) {
    return location
        .getLeadingComments()
        .lines()
        .map(String::strip)
        .collect(Collectors.joining("\n"));
  }

  private String said(List<Integer> path, String of) {
    String comment = comments.getOrDefault(path, "");
    if (comment.isEmpty()) {
      throw new AssertionError(of + " has no comment");
    }
    return comment;
  }

  String markdown() {
    return HEAD.formatted(said(SYNTAX, "the file") + "\n")
        + IntStream.range(0, file.getMessageTypeCount())
            .mapToObj(
                index ->
                    message(
                        List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, index),
                        file.getMessageType(index)))
            .collect(Collectors.joining())
        + IntStream.range(0, file.getEnumTypeCount())
            .mapToObj(this::enumeration)
            .collect(Collectors.joining());
  }

  private String enumeration(int index) {
    EnumDescriptorProto enumeration = file.getEnumType(index);
    List<Integer> path = List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, index);
    String values =
        IntStream.range(0, enumeration.getValueCount())
            .mapToObj(value -> row(path, value, enumeration.getValue(value)))
            .collect(Collectors.joining());
    return "\n## %s\n\n%s\n\n| value | |\n| --- | --- |\n%s"
        .formatted(enumeration.getName(), said(path, enumeration.getName()), values);
  }

  private String row(List<Integer> enumeration, int index, EnumValueDescriptorProto value) {
    List<Integer> path =
        List.of(
            enumeration.get(0), enumeration.get(1), EnumDescriptorProto.VALUE_FIELD_NUMBER, index);
    return "| `%s` = %d | %s |\n"
        .formatted(
            value.getName(), value.getNumber(), said(path, value.getName()).replace('\n', ' '));
  }

  /** A message, and behind it those that are declared in it. */
  private String message(List<Integer> path, DescriptorProto message) {
    String fields =
        IntStream.range(0, message.getFieldCount())
            .mapToObj(field -> row(path, message, field))
            .collect(Collectors.joining());
    String table =
        fields.isEmpty()
            ? "It has no fields.\n"
            : "| field | type | |\n| --- | --- | --- |\n" + fields;
    String nested =
        IntStream.range(0, message.getNestedTypeCount())
            .filter(index -> !message.getNestedType(index).getOptions().getMapEntry())
            .mapToObj(
                index ->
                    message(
                        within(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, index),
                        message.getNestedType(index)))
            .collect(Collectors.joining());
    return "\n## %s\n\n%s\n\n%s%s"
        .formatted(message.getName(), said(path, message.getName()), table, nested);
  }

  private static List<Integer> within(List<Integer> path, int kind, int index) {
    return Stream.concat(path.stream(), Stream.of(kind, index)).toList();
  }

  private String row(List<Integer> owner, DescriptorProto message, int index) {
    FieldDescriptorProto field = message.getField(index);
    List<Integer> path = within(owner, DescriptorProto.FIELD_FIELD_NUMBER, index);
    String comment = said(path, field.getName()).replace('\n', ' ');
    String type = mapEntry(message, field).map(ProtocolPage::map).orElseGet(() -> type(field));
    return "| `%s` = %d | %s | %s |\n".formatted(field.getName(), field.getNumber(), type, comment);
  }

  /** The message that protoc makes for a map, whose name the file does not have. */
  private static Optional<DescriptorProto> mapEntry(
      DescriptorProto message, FieldDescriptorProto field) {
    return message.getNestedTypeList().stream()
        .filter(nested -> nested.getOptions().getMapEntry())
        .filter(nested -> field.getTypeName().endsWith("." + nested.getName()))
        .findFirst();
  }

  private static String map(DescriptorProto entry) {
    return "map of %s to %s".formatted(type(entry.getField(0)), type(entry.getField(1)));
  }

  private static String type(FieldDescriptorProto field) {
    String repeated = field.getLabel() == Label.LABEL_REPEATED ? "repeated " : "";
    if (field.getTypeName().isEmpty()) {
      String scalar = field.getType().name().substring("TYPE_".length());
      return repeated + scalar.toLowerCase(Locale.ROOT);
    }
    String name = field.getTypeName().substring(field.getTypeName().lastIndexOf('.') + 1);
    return repeated + "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT));
  }
}
