package org.messagingserver.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.messagingserver.attachments.StoreKind;
import org.messagingserver.config.ConfigException;

/** Defaults that depend on other keys. */
class ConfigurationTest {

  @ParameterizedTest
  @CsvSource({
    "{}, true",
    "'{\"postgres\": {\"uri\": \"postgresql://u@h/d\"}}', false",
    "'{\"postgres\": {\"uri\": \"postgresql://u@h/d\"}, \"http\": {\"explorer\": true}}', true",
    "'{\"http\": {\"explorer\": false}}', false"
  })
  void servesTheExplorerBesideAnEmbeddedDatabaseUnlessToldOtherwise(String json, boolean isOn) {
    assertThat(Configuration.read(new JsonObject(json)).servesExplorer()).isEqualTo(isOn);
  }

  @ParameterizedTest
  @CsvSource({
    "{}, DIRECTORY",
    "'{\"postgres\": {\"uri\": \"postgresql://u@h/d\"}}', OFF",
    "'{\"postgres\": {\"uri\": \"postgresql://u@h/d\"}, \"attachments\": {\"store\": \"directory\"}}',"
        + " DIRECTORY",
    "'{\"attachments\": {\"store\": \"off\"}}', OFF"
  })
  void keepsAttachmentsBesideAnEmbeddedDatabaseUnlessToldOtherwise(String json, StoreKind kind) {
    assertThat(Configuration.read(new JsonObject(json)).attachmentStore()).isEqualTo(kind);
  }

  @Test
  void letsANodeOfAClusterKeepAttachmentsOnlyInASharedDirectory() {
    JsonObject attachments = new JsonObject().put("store", "directory");
    JsonObject node =
        new JsonObject()
            .put("postgres", new JsonObject().put("uri", "postgresql://u@h/d"))
            .put("attachments", attachments);

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> Configuration.read(node).requireSharedStores())
        .withMessageContaining("set attachments.shared to true");
    attachments.put("shared", true);
    assertThatNoException().isThrownBy(() -> Configuration.read(node).requireSharedStores());
  }

  @Test
  void refusesAttachmentsOfWhichOneWouldTakeMoreThanItsPart() {
    JsonObject small = new JsonObject().put("maxBytes", 1000).put("maxTotalBytes", 10_000);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Configuration.read(new JsonObject().put("attachments", small)))
        .withMessageContaining("attachments.maxTotalBytes");
  }
}
