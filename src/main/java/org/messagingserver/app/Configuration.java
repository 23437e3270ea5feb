package org.messagingserver.app;

import io.vertx.core.json.JsonObject;
import org.messagingserver.admin.AdminSettings;
import org.messagingserver.attachments.AttachmentSettings;
import org.messagingserver.attachments.StoreKind;
import org.messagingserver.cluster.ClusterSettings;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;
import org.messagingserver.config.MemorySettings;
import org.messagingserver.delivery.DeliverySettings;
import org.messagingserver.encryption.EncryptionSettings;
import org.messagingserver.mailbox.MailboxSettings;
import org.messagingserver.postgres.PostgresSettings;
import org.messagingserver.prekeys.PreKeySettings;
import org.messagingserver.ratelimit.LimitsSettings;
import org.messagingserver.session.SessionSettings;
import org.messagingserver.socket.HttpSettings;
import org.messagingserver.wakeup.WakeupSettings;

/** Every package's settings, checked. */
record Configuration(
    LogSettings log,
    MemorySettings memory,
    HttpSettings http,
    SessionSettings session,
    LimitsSettings limits,
    AdminSettings admin,
    ClusterSettings cluster,
    PostgresSettings postgres,
    EncryptionSettings encryption,
    PreKeySettings preKeys,
    DeliverySettings delivery,
    MailboxSettings mailbox,
    AttachmentSettings attachments,
    WakeupSettings wakeups) {

  /**
   * Reads a whole configuration.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  static Configuration read(JsonObject json) {
    return ConfigSection.readAll(json, Configuration::read);
  }

  /** Reads a configuration that begins here. */
  static Configuration read(ConfigSection root) {
    MemorySettings memory = MemorySettings.read(root);
    return new Configuration(
        LogSettings.read(root),
        memory,
        HttpSettings.read(root, memory),
        SessionSettings.read(root),
        LimitsSettings.read(root),
        AdminSettings.read(root),
        ClusterSettings.read(root),
        PostgresSettings.read(root),
        EncryptionSettings.read(root),
        PreKeySettings.read(root, memory),
        DeliverySettings.read(root, memory),
        MailboxSettings.read(root),
        AttachmentSettings.read(root),
        WakeupSettings.read(root));
  }

  /** By default where a newcomer tries the server out, and not where operators gave a database. */
  boolean servesExplorer() {
    return http.explorer().orElse(postgres.uri().isEmpty());
  }

  /** By default where a newcomer tries the server out, and not where operators gave a database. */
  StoreKind attachmentStore() {
    return attachments
        .store()
        .orElse(postgres.uri().isEmpty() ? StoreKind.DIRECTORY : StoreKind.OFF);
  }

  /**
   * One node of many has what the others have.
   *
   * @throws StartException if it would have a separate database, or separate attachments
   */
  void requireSharedStores() {
    if (postgres.uri().isEmpty()) {
      throw new StartException("-cluster: set postgres.uri, the database that all nodes share");
    }
    if (attachmentStore() == StoreKind.DIRECTORY && !attachments.shared()) {
      throw new StartException(
          "-cluster: attachments.directory would be another on each node; if all nodes see the same"
              + " directory there, set attachments.shared to true");
    }
  }
}
