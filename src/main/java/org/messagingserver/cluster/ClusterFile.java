package org.messagingserver.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.internal.util.AddressUtil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Finds and reads {@code cluster.xml}: the file that {@code -Dvertx.hazelcast.config} names, else
 * that of the working directory, else the one in the jar. Its {@code ${cluster.…}} are taken from
 * system properties, else from the environment, else they are what one machine needs. Members of
 * other machines need not name their port. Where {@code cluster.dns} names a host, every address
 * that the name has is a member's, whatever {@code cluster.members} says.
 */
final class ClusterFile {
  private static final String NAME = "cluster.xml";
  private static final String NAMED_BY = "vertx.hazelcast.config";

  private static final String JOIN_SECONDS = "hazelcast.max.join.seconds";

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "cluster.name", "messaging-server",
          "cluster.members", "127.0.0.1",
          "cluster.dns", "",
          "cluster.interface", "127.0.0.1",
          "cluster.port", "5701");

  private ClusterFile() {}

  /**
   * Reads it.
   *
   * @throws ClusterException when there is no such file, or Hazelcast cannot use it
   */
  static Config read() {
    Optional<Path> named = Optional.ofNullable(System.getProperty(NAMED_BY)).map(Path::of);
    Path file = named.orElse(Path.of(NAME));
    if (named.isPresent() && !Files.isRegularFile(file)) {
      throw new ClusterException(file + ": there is no such file, which -D" + NAMED_BY + " names");
    }
    try (InputStream open =
        Files.isRegularFile(file)
            ? Files.newInputStream(file)
            : ClusterFile.class.getResourceAsStream("/" + NAME)) {
      byte[] xml = open.readAllBytes();
      checkSyntax(xml);
      return fitted(
          new XmlConfigBuilder(new ByteArrayInputStream(xml)).setProperties(variables()).build());
    } catch (SAXException e) {
      throw new ClusterException(file + ": this is not XML");
    } catch (HazelcastException | IllegalArgumentException e) {
      throw new ClusterException(file + ": Hazelcast cannot use this: " + firstLine(e));
    } catch (IOException e) {
      throw new ClusterException(file + ": this file cannot be read");
    }
  }

  /**
   * Derives the remaining settings, in files of operators too. Hazelcast overlooks interfaces of
   * IPv6 by itself, and members whose name has an address that is not of the pattern for this
   * node's own.
   */
  private static Config fitted(Config config) {
    InterfacesConfig interfaces = config.getNetworkConfig().getInterfaces();
    if (interfaces.getInterfaces().stream().anyMatch(own -> own.contains(":"))) {
      config.setProperty("hazelcast.prefer.ipv4.stack", "false");
    }
    if (interfaces.isEnabled()
        && interfaces.getInterfaces().size() == 1
        && Members.listed(config).stream().anyMatch(Members.Listed::isName)) {
      String own = interfaces.getInterfaces().iterator().next();
      if (AddressUtil.isIpAddress(own)) {
        config.setProperty("hazelcast.local.localAddress", own);
        interfaces.setEnabled(false);
      }
    }
    if (config.getProperty(JOIN_SECONDS) == null) {
      config.setProperty(JOIN_SECONDS, "30");
    }
    return config;
  }

  /** Hazelcast's parser would print what it finds, beside the one line of ours. */
  private static void checkSyntax(byte[] xml) throws SAXException, IOException {
    try {
      SAXParserFactory.newInstance()
          .newSAXParser()
          .parse(new ByteArrayInputStream(xml), new DefaultHandler());
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this Java cannot parse XML", e);
    }
  }

  private static Properties variables() {
    Properties variables = new Properties();
    DEFAULTS.forEach(variables::setProperty);
    DEFAULTS
        .keySet()
        .forEach(
            name ->
                Optional.ofNullable(System.getenv(environmentName(name)))
                    .filter(value -> !value.isBlank())
                    .ifPresent(value -> variables.setProperty(name, value)));
    variables.putAll(System.getProperties());
    String port = variables.getProperty("cluster.port");
    variables.setProperty(
        "cluster.members", withPorts(variables.getProperty("cluster.members"), port));
    boolean byName = !variables.getProperty("cluster.dns").isBlank();
    variables.setProperty("cluster.by-name", Boolean.toString(byName));
    variables.setProperty("cluster.by-member", Boolean.toString(!byName));
    return variables;
  }

  /**
   * On another machine a member has the same port; Hazelcast would try ten of each, and take
   * minutes to find the other half of a network that was broken. On this machine it is any of them.
   */
  static String withPorts(String members, String port) {
    return Stream.of(members.split(",", -1))
        .map(String::strip)
        .map(member -> hasPort(member) || isHere(member) ? member : bracketed(member) + ":" + port)
        .collect(Collectors.joining(","));
  }

  private static boolean hasPort(String member) {
    return member.isEmpty() || member.matches("\\[.*\\]:\\d+|[^:]+:\\d+");
  }

  /** An IPv6 address contains colons. */
  private static String bracketed(String member) {
    return member.contains(":") && !member.startsWith("[") ? "[" + member + "]" : member;
  }

  private static boolean isHere(String member) {
    return member.startsWith("127.")
        || member.equals("localhost")
        || member.equals("::1")
        || member.equals("[::1]");
  }

  private static String environmentName(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
