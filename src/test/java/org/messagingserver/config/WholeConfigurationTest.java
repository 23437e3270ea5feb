package org.messagingserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that hold for a configuration as a whole, shown on one of two packages. */
class WholeConfigurationTest {

  record Http(String host, int port) {
    Http {
      ConfigException.check(
          ConfigError.unless(!host.isEmpty(), "http.host", "an empty text", "a host"),
          ConfigError.unless(port >= 0 && port < 65536, "http.port", port, "0 to 65535"));
    }

    static Http read(ConfigSection root) {
      ConfigSection http = root.section("http");
      String host = http.text("host", "0.0.0.0");
      int port = http.integer("port", 8080);
      return http.build(() -> new Http(host, port));
    }
  }

  record Database(String uri, int poolSize) {
    static Database read(ConfigSection root) {
      ConfigSection postgres = root.section("postgres");
      return new Database(postgres.text("uri", ""), postgres.integer("poolSize", 8));
    }
  }

  record Whole(Http http, Database database) {
    static Whole read(ConfigSection root) {
      return new Whole(Http.read(root), Database.read(root));
    }
  }

  @Test
  void takesEveryKnownKey() {
    Whole whole = read("{'http':{'host':'h','port':1},'postgres':{'uri':'u','poolSize':2}}");

    assertThat(whole).isEqualTo(new Whole(new Http("h", 1), new Database("u", 2)));
  }

  @ParameterizedTest
  @CsvSource({
    "'{''http'':{''prot'':1}}', http.prot, http.port",
    "'{''htpp'':{''port'':1}}', htpp, http",
    "'{''port'':1}', port, http.port",
    "'{''http'':{''poolSize'':1}}', http.poolSize, postgres.poolSize",
    "'{''postgres'':{''poolsize'':null}}', postgres.poolsize, postgres.poolSize",
    "'{''Postgres'':{}}', Postgres, postgres"
  })
  void tellsTheNearestKnownKeyOfAnUnknownOne(String json, String path, String nearest) {
    assertThat(refused(json).problems())
        .containsExactly(new ConfigError(path, "an unknown key", "perhaps " + nearest));
  }

  @ParameterizedTest
  @CsvSource({
    "'{''http'':{''stopSeconds'':5}}', http.stopSeconds, http.shutdownTimeoutSeconds",
    "'{''http'':{''nodeUnsentBytes'':5}}', http.nodeUnsentBytes, its share of memory.maxBytes"
  })
  void tellsWhatReplacedAKeyOfAnEarlierVersion(String json, String path, String instead) {
    assertThat(refused(json).problems())
        .containsExactly(new ConfigError(path, "an unknown key", instead));
  }

  @Test
  void tellsWhereTheKnownKeysAreWhenNoneIsNear() {
    assertThat(refused("{'zzzzzz':{'port':1}}"))
        .hasMessage("zzzzzz: found an unknown key, allowed is a key of conf/server.json");
  }

  @Test
  void doesNotTakeAKeyWithADotForAPath() {
    assertThat(refused("{'http.port':1}"))
        .hasMessage(
            "http.port: found a key with a dot, allowed is an object in an object, like"
                + " {\"http\": {\"port\": 8080}}");
  }

  @Test
  void tellsAllProblemsAtOnce() {
    ConfigException refused =
        refused("{'http':{'host':'','port':70000,'x':1},'postgres':{'poolSize':'8'},'y':1}");

    assertThat(refused.problems())
        .extracting(ConfigError::path)
        .containsExactlyInAnyOrder("http.host", "http.port", "http.x", "postgres.poolSize", "y");
    assertThat(refused.getMessage().lines()).hasSize(5);
  }

  @Test
  void tellsUnknownKeysEvenWhereTheReaderItselfRefuses() {
    ConfigException refused =
        refused("{'port':-1,'x':1}", root -> new Http("h", root.integer("port", 1)));

    assertThat(refused.problems()).extracting(ConfigError::path).containsExactly("http.port", "x");
  }

  @Test
  void tellsAProblemOnceWhereTwoRoomsReadTheSameSection() {
    ConfigException refused =
        refused(
            "{'http':1}",
            root -> root.section("http").text("a", "") + root.section("http").text("b", ""));

    assertThat(refused.problems()).containsExactly(new ConfigError("http", "1", "an object"));
  }

  @Test
  void neverShowsATextOfTheConfiguration() {
    ConfigException refused =
        refused(
            "{'http':'hush','postgres':{'poolSize':'hush','uri':{'a':'hush'},'ur':'hush'},"
                + "'x':['hush']}");

    assertThat(refused.problems()).hasSize(5);
    assertThat(refused).hasMessageNotContaining("hush");
  }

  @Test
  void keepsAProblemOnOneLineWhateverTheKey() {
    assertThat(refused("{'a\\nb':1}").getMessage()).startsWith("a?b: ").hasLineCount(1);
  }

  private static Whole read(String json) {
    return ConfigSection.readAll(json(json), Whole::read);
  }

  private static ConfigException refused(String json) {
    return refused(json, Whole::read);
  }

  private static ConfigException refused(String json, Function<ConfigSection, ?> reader) {
    return catchThrowableOfType(
        ConfigException.class, () -> ConfigSection.readAll(json(json), reader));
  }

  private static JsonObject json(String json) {
    return new JsonObject(json.replace('\'', '"'));
  }
}
