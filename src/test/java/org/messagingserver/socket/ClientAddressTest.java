package org.messagingserver.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  private static final InetAddress PROXY = address("10.0.0.1");

  private final ClientAddress clients =
      new ClientAddress(
          new TrustedProxies(List.of("10.0.0.0/8", "192.0.2.77", "2001:db8:ffff::/48")));

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, true",
    "10.255.255.255, true",
    "11.0.0.0, false",
    "192.0.2.77, true",
    "192.0.2.78, false",
    "::ffff:10.0.0.1, true",
    "2001:db8:ffff:1::2, true",
    "2001:db8:fffe::1, false"
  })
  void believesOnlyTheProxiesNamed(String peer, boolean trusted) {
    assertThat(clients.isProxy(address(peer))).isEqualTo(trusted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.9 | 198.51.100.9",
        "1.2.3.4, 198.51.100.9 | 198.51.100.9",
        "1.2.3.4,198.51.100.9,10.1.2.3,192.0.2.77 | 198.51.100.9",
        "nonsense, 198.51.100.9 | 198.51.100.9",
        "198.51.100.9:4711 | 198.51.100.9",
        "2001:db8::9 | 2001:db8::9",
        "[2001:db8::9]:4711 | 2001:db8::9",
        "fe80::1%eth0 | fe80::1",
        "[fe80::1%25eth0]:80, 10.2.2.2 | fe80::1"
      })
  void takesTheLastOfXForwardedForThatIsNoProxy(String header, String client) {
    assertThat(behind("X-Forwarded-For", header)).isEqualTo(address(client));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=198.51.100.9 | 198.51.100.9",
        "For=\"198.51.100.9:80\";proto=https;by=10.0.0.1 | 198.51.100.9",
        "for=1.2.3.4, for=198.51.100.9;proto=http, for=10.2.2.2 | 198.51.100.9",
        "proto=http; for=\"[2001:db8::9]:80\" | 2001:db8::9",
        "for=\"x, for=198.51.100.9 | 198.51.100.9"
      })
  void takesTheLastOfForwardedThatIsNoProxy(String header, String client) {
    assertThat(behind("Forwarded", header)).isEqualTo(address(client));
  }

  @Test
  void readsSeveralLinesAsOne() {
    MultiMap headers =
        headers().add("X-Forwarded-For", "1.2.3.4").add("X-Forwarded-For", "198.51.100.9");

    assertThat(clients.forwardedFor(PROXY, headers)).isEqualTo(address("198.51.100.9"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "unknown",
        "1.2.3.4, _hidden",
        "1.2.3",
        "256.1.1.1",
        "198.51.100.9, 10.0.0.2, nonsense",
        "10.0.0.2, 10.0.0.3",
        "app.example",
        "198.51.100.9%eth0",
        "%eth0",
        "\"",
        "[",
        ":"
      })
  void countsTheProxyItselfWhereTheHeaderTellsNobody(String header) {
    assertThat(behind("X-Forwarded-For", header)).isEqualTo(PROXY);
    assertThat(behind("Forwarded", "for=" + header)).isEqualTo(PROXY);
  }

  @Test
  void countsTheProxyItselfWithoutAHeader() {
    assertThat(clients.forwardedFor(PROXY, headers())).isEqualTo(PROXY);
  }

  @Test
  void countsTheProxyItselfWhereNobodyKnowsWhichOfTwoHeadersItWrote() {
    MultiMap headers =
        headers().add("X-Forwarded-For", "198.51.100.9").add("Forwarded", "for=1.2.3.4");

    assertThat(clients.forwardedFor(PROXY, headers)).isEqualTo(PROXY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "app.example", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "::/129"})
  void refusesWhatIsNoNetwork(String text) {
    assertThat(TrustedProxies.areNetworks(List.of(text))).isFalse();
  }

  private InetAddress behind(String name, String header) {
    return clients.forwardedFor(PROXY, headers().add(name, header));
  }

  private static MultiMap headers() {
    return MultiMap.caseInsensitiveMultiMap();
  }

  private static InetAddress address(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }
}
