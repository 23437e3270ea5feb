package org.messagingserver.config;

import io.netty.util.NetUtil;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names by which a browser may reach a port: IP addresses, {@code localhost} and configured
 * names. Any other name may be one that a hostile page has pointed here (DNS rebinding), so that
 * its browser takes this server for the page's own.
 */
public final class HostNames {
  private static final Pattern NAME = Pattern.compile("[\\p{Alnum}_]([\\p{Alnum}_.-]*\\p{Alnum})?");
  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)](:\\d*)?");
  private static final String LOCAL = "localhost";

  private final Set<String> configured;

  /** These, besides addresses and {@code localhost}. */
  public HostNames(Collection<String> configured) {
    this.configured =
        configured.stream().map(HostNames::plain).collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a configured text is the name of a host, without a scheme or a port. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether the value of a {@code Host} header, with or without a port, is one of them. */
  public boolean allow(String host) {
    var bracketed = BRACKETED.matcher(host);
    if (bracketed.matches()) {
      return NetUtil.isValidIpV6Address(bracketed.group(1));
    }
    int colon = host.indexOf(':');
    String name = plain(colon < 0 ? host : host.substring(0, colon));
    return name.equals(LOCAL) || configured.contains(name) || NetUtil.isValidIpV4Address(name);
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
