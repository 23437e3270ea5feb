package org.messagingserver.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.messagingserver.postgres.ConnectionUri.HostPort;

/**
 * Takes a connection uri apart, and names in words what libpq would take and this server cannot.
 *
 * <p>Source: PostgreSQL, "Connection URIs".
 */
final class UriReader {
  private static final int DEFAULT_PORT = 5432;
  private static final int HIGHEST_PORT = 65_535;

  private static final Pattern WHOLE =
      Pattern.compile(
          "postgres(?:ql)?://(?<user>[^:@/]+)(?::(?<password>[^@/]*))?@(?<hosts>[^@/?#]*)"
              + "/(?<database>[^/?@#]+)(?:\\?(?<query>.*))?");
  private static final Pattern HOST =
      Pattern.compile("(?:\\[(?<v6>[0-9a-fA-F:.]+)]|(?<name>[^:\\[\\]]+))(?::(?<port>\\d{1,5}))?");

  /** A user and password with more in them than may stand there as it is. */
  private static final Pattern UNENCODED =
      Pattern.compile("postgres(?:ql)?://[^:@/]+:(?<password>.*)@[^@/?]+/[^/?@#]+(?:\\?.*)?");

  private static final Pattern BARE_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

  private UriReader() {}

  static ConnectionUri read(String uri) {
    Matcher whole = WHOLE.matcher(uri);
    if (!whole.matches()) {
      throw UNENCODED.matcher(uri).matches() ? unencoded() : UriException.noUri();
    }
    String password = whole.group("password");
    String query = whole.group("query");
    return new ConnectionUri(
        decoded(whole.group("user")),
        password == null ? "" : decoded(password),
        hosts(whole.group("hosts"), query == null ? "" : query),
        decoded(whole.group("database")),
        parameters(query == null ? "" : query));
  }

  private static List<HostPort> hosts(String hosts, String query) {
    if (hosts.isEmpty() && ("&" + query).contains("&host=")) {
      throw UriParameters.unixSocket();
    }
    List<HostPort> all = new ArrayList<>();
    for (String host : hosts.split(",", -1)) {
      all.add(host(host));
    }
    return List.copyOf(all);
  }

  private static HostPort host(String text) {
    Matcher parts = HOST.matcher(text);
    if (!parts.matches()) {
      throw UriException.noUri();
    }
    String name = parts.group("v6") == null ? decoded(parts.group("name")) : parts.group("v6");
    if (name.startsWith("/") || name.startsWith("@")) {
      throw UriParameters.unixSocket();
    }
    String port = parts.group("port");
    int number = port == null ? DEFAULT_PORT : Integer.parseInt(port);
    if (number < 1 || number > HIGHEST_PORT) {
      throw UriException.noUri();
    }
    return new HostPort(name, number);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String key = decoded(pair.substring(0, equals)).toLowerCase(Locale.ROOT);
        all.put(key, decoded(pair.substring(equals + 1)));
      } else if (!pair.isEmpty()) {
        throw UriException.noUri();
      }
    }
    return Map.copyOf(all);
  }

  /** A plus sign is one, as everywhere but in forms of web pages. */
  private static String decoded(String text) {
    if (BARE_PERCENT.matcher(text).find()) {
      throw unencoded();
    }
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  private static UriException unencoded() {
    return new UriException(
        "a character that has to be percent-encoded",
        "%40 for @, %2F for /, %25 for %, in the password too");
  }
}
