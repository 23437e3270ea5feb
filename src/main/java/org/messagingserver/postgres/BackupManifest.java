package org.messagingserver.postgres;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The description of a backup: written last, so that a backup without it is not whole.
 *
 * @param createdAt when the snapshot was taken, by the clock of this machine
 * @param schema version of the tables
 * @param keyset id of the keyset that the rows were sealed under; the keyset is not in the backup
 * @param tables in the order in which they were written
 */
record BackupManifest(Instant createdAt, String schema, UUID keyset, List<Table> tables) {
  /** Of the file's layout; a reader refuses any other. */
  private static final int FORMAT = 1;

  /**
   * @param columns in the order in which they were written
   */
  record Table(String name, List<String> columns, long rows) {
    /** The name as SQL has it. */
    String quoted() {
      return quoted(name);
    }

    /** The columns as SQL has them. */
    String quotedColumns() {
      return columns.stream().map(Table::quoted).collect(Collectors.joining(", "));
    }

    static String quoted(String identifier) {
      return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private JsonObject json() {
      return new JsonObject().put("name", name).put("columns", columns).put("rows", rows);
    }

    private static Table of(JsonObject json) {
      List<String> columns = new ArrayList<>();
      json.getJsonArray("columns").forEach(column -> columns.add((String) column));
      return new Table(json.getString("name"), List.copyOf(columns), json.getLong("rows"));
    }
  }

  /** All rows of all tables. */
  long rows() {
    return tables.stream().mapToLong(Table::rows).sum();
  }

  String encode() {
    return new JsonObject()
        .put("format", FORMAT)
        .put("made", createdAt.toString())
        .put("schema", schema)
        .put("keyset", keyset.toString())
        .put("tables", new JsonArray(tables.stream().map(Table::json).toList()))
        .encodePrettily();
  }

  /**
   * @throws BackupException for a text that no {@link #encode} of this version wrote
   */
  static BackupManifest decode(String text) {
    try {
      JsonObject json = new JsonObject(text);
      if (json.getInteger("format") != FORMAT) {
        throw new BackupException("it was made by a newer version of this program");
      }
      List<Table> tables = new ArrayList<>();
      json.getJsonArray("tables").forEach(table -> tables.add(Table.of((JsonObject) table)));
      return new BackupManifest(
          Instant.parse(json.getString("made")),
          json.getString("schema"),
          UUID.fromString(json.getString("keyset")),
          List.copyOf(tables));
    } catch (DecodeException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException
        | DateTimeException damaged) {
      throw new BackupException("it is damaged");
    }
  }
}
