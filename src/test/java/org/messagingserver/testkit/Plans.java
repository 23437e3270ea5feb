package org.messagingserver.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How Postgres would carry out a statement. It keeps a plan as long as its statistics do, so that
 * one that was made while a table was empty meets that table when it is full.
 */
public final class Plans {
  private Plans() {}

  /**
   * The scans of a table that read more of it than the rows asked for, if the plan is made while
   * the tables are empty.
   */
  public static List<String> wholeScans(TestStore store, String table, String sql) {
    List<String> plan = plan(store.tables(), table, sql);
    List<String> whole = new ArrayList<>();
    for (int line = 0; line < plan.size(); line++) {
      String node = plan.get(line);
      if (node.matches(".*Scan .*on " + table + "( .*|$)") && !hasCondition(plan, line)) {
        whole.add(node.strip());
      }
    }
    return whole;
  }

  /** With the settings of the server's sessions. */
  private static List<String> plan(TestDatabase tables, String table, String sql) {
    tables.execute("ANALYZE " + table);
    tables.execute("SET enable_seqscan = off");
    tables.execute("SET plan_cache_mode = force_generic_plan");
    tables.execute("PREPARE planned AS " + sql);
    try {
      return tables.column("EXPLAIN (COSTS OFF) EXECUTE planned(" + nulls(sql) + ")");
    } finally {
      tables.execute("DEALLOCATE planned");
    }
  }

  /** One for each parameter. */
  private static String nulls(String sql) {
    int last = 1;
    while (sql.contains("$" + (last + 1))) {
      last++;
    }
    return String.join(", ", Collections.nCopies(last, "NULL"));
  }

  /** The condition of a scan stands below it, before the next node. */
  private static boolean hasCondition(List<String> plan, int node) {
    return plan.stream()
        .skip(node + 1L)
        .takeWhile(line -> !line.contains("->"))
        .anyMatch(line -> line.contains("Index Cond:") || line.contains("TID Cond:"));
  }
}
