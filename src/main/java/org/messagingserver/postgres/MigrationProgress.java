package org.messagingserver.postgres;

import java.util.function.Consumer;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Reports each migration when it begins, and when it is committed. */
final class MigrationProgress extends BaseCallback {
  private final Consumer<String> listener;

  MigrationProgress(Consumer<String> listener) {
    this.listener = listener;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
  }

  @Override
  public void handle(Event event, Context context) {
    MigrationInfo migration = context.getMigrationInfo();
    listener.accept(
        "version %s, %s: %s"
            .formatted(
                migration.getVersion(),
                migration.getDescription(),
                event == Event.BEFORE_EACH_MIGRATE ? "begins" : "done"));
  }
}
