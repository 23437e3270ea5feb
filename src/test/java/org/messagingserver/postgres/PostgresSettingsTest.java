package org.messagingserver.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.ConfigSection;

class PostgresSettingsTest {

  @Test
  void runsAServerOfItsOwnByDefault() {
    PostgresSettings settings = read(new JsonObject());

    assertThat(settings.uri()).isEmpty();
    assertThat(settings.poolSize()).isEqualTo(8);
    assertThat(settings.embeddedDirectory()).isEqualTo(Path.of("data/postgres"));
    assertThat(settings.maxWaiting()).isEqualTo(10_000);
    assertThat(settings.startupTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.migrate()).isTrue();
  }

  @Test
  void leavesTablesToOthersOnlyWhereThereAreOthers() {
    JsonObject looking = new JsonObject().put("migrate", false);

    assertThat(refused(looking))
        .hasMessageStartingWith("postgres.migrate: found false, allowed is true without");
    assertThat(read(looking.put("uri", "postgresql://me@host/db")).migrate()).isFalse();
  }

  @Test
  void neverShowsTheUri() {
    PostgresSettings settings =
        read(new JsonObject().put("uri", "postgresql://me:secret@host:5432/db"));

    assertThat(settings.toString()).doesNotContain("secret", "host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://me@host/db",
        "postgres://me:secret@host/db",
        "postgresql://me:se%40cret@10.0.0.1:6432/db?sslmode=verify-full",
        "postgresql://me:secret@[::1]:5432/db",
        "postgresql://me:s:e#c+r?et@host/db",
        "postgresql://me:secret@a:1,[::1]:2,c/db?target_session_attrs=primary"
      })
  void takesAUriThatNamesUserHostAndDatabase(String uri) {
    assertThat(read(new JsonObject().put("uri", uri)).uri()).contains(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "postgresql://",
        "postgresql://secret/db",
        "postgresql://me:secret@host",
        "postgresql://me:secret@host/",
        "postgresql://me:secret@/db",
        "postgresql://me:secret@host:70000/db",
        "postgresql://me:secret@host/db?sslmode=sometimes",
        "mysql://me:secret@host/db"
      })
  void refusesAnyOtherUriWithoutShowingIt(String uri) {
    assertThat(refused(new JsonObject().put("uri", uri)))
        .hasMessage(
            "postgres.uri: found a text that is none,"
                + " allowed is postgresql://user:password@host:port/database");
  }

  @Test
  void refusesACertificateFileThatIsNotThere() {
    String uri = "postgresql://me:secret@host/db?sslmode=verify-full&sslrootcert=/nowhere/at%20all";

    assertThat(refused(new JsonObject().put("uri", uri)))
        .hasMessage(
            "postgres.uri: found an sslrootcert that cannot be read,"
                + " allowed is the path of a PEM file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgresql://me:sec@ret@host/db | a character that has to be percent-encoded",
        "postgresql://me:sec/ret@host/db | a character that has to be percent-encoded",
        "postgresql://me:sec%ret@host/db | a character that has to be percent-encoded",
        "postgresql://me:secret@%2Fvar%2Frun/db | a unix socket",
        "postgresql://me:secret@/db?host=/var/run | a unix socket",
        "postgresql://me:secret@host/db?host=/var/run | a unix socket",
        "postgresql://me:secret@host/db?hostaddr=1.2.3.4 | the parameter hostaddr",
        "postgresql://me:secret@host/db?connect_timeout=3 | the parameter connect_timeout of libpq",
        "postgresql://me:secret@host/db?sslkey=a | the parameter sslkey of libpq",
        "postgresql://me:secret@a,b/db?target_session_attrs=standby | another target_session_attrs",
        "postgresql://me:secret@host/db?pgbouncer=yes | another pgbouncer",
        "postgresql://me:secret@host/db?sslrootcert=system&sslmode=require"
            + " | sslrootcert=system with another sslmode"
      })
  void saysInWordsWhatItCannotUse(String uri, String found) {
    assertThat(refused(new JsonObject().put("uri", uri)))
        .hasMessageStartingWith("postgres.uri: found " + found + ", allowed is ")
        .hasMessageNotContainingAny("sec@", "sec/", "sec%", "secret");
  }

  @ParameterizedTest
  @CsvSource({
    "poolSize, 0",
    "poolSize, 1001",
    "startupTimeoutSeconds, 0",
    "startupTimeoutSeconds, 3601",
    "timeoutSeconds, 0",
    "timeoutSeconds, 3601"
  })
  void refusesANumberOutOfBounds(String key, int number) {
    assertThat(refused(new JsonObject().put(key, number)))
        .hasMessageStartingWith("postgres." + key + ": found " + number + ", allowed is ");
  }

  private static PostgresSettings read(JsonObject section) {
    return ConfigSection.readAll(new JsonObject().put("postgres", section), PostgresSettings::read);
  }

  private static ConfigException refused(JsonObject section) {
    return catchThrowableOfType(ConfigException.class, () -> read(section));
  }
}
