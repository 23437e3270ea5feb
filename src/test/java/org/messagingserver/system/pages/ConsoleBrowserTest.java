package org.messagingserver.system.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.testkit.Mail.until;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.client.Identity;
import org.messagingserver.system.pages.Browser.Look;
import org.messagingserver.testkit.AdminPort;
import org.messagingserver.testkit.Mail;
import org.messagingserver.testkit.RawSocket;
import org.messagingserver.testkit.Requests;
import org.messagingserver.testkit.TestNodes;
import org.messagingserver.testkit.TestServer;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Plays the operators' console in a real browser, on two nodes. {@code
 * CHROMEDRIVER=/usr/bin/chromedriver ./mvnw test -Dtest=ConsoleBrowserTest} runs it; the pictures
 * are under {@code target/screenshots}.
 */
@EnabledIfEnvironmentVariable(named = ExplorerBrowserTest.DRIVER, matches = ".+")
class ConsoleBrowserTest {
  private static final String TOKEN = "the token of the operators";
  private static final int PHONE_WIDTH = 360;
  private static final int STATE = 2;
  private static final int CONNECTIONS = 4;

  @TempDir static Path directory;

  private static TestNodes nodes;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    Path token = Files.writeString(directory.resolve("token"), TOKEN);
    nodes =
        TestNodes.start(
            2, new JsonObject().put("admin", new JsonObject().put("tokenFile", token.toString())));
    browser = new Browser(System.getenv(ExplorerBrowserTest.DRIVER));
  }

  @AfterAll
  static void stop() {
    browser.close();
    nodes.close();
  }

  @BeforeEach
  void open() {
    browser.looks(1280, 960, Look.LIGHT);
    browser.open(AdminPort.uri(nodes.get(0), "/console"));
    until(() -> states().equals(List.of("ready", "ready")));
  }

  @Test
  void showsAllNodesAndWhatTheyDo() {
    Identity bob = Identity.generate();
    RawSocket there = Requests.registered(nodes.get(1), bob, 1);

    Mail.deliver(RawSocket.open(nodes.get(0)), bob, "hello");

    until(() -> driver().findElements(By.cssSelector(".chart canvas")).size() >= 8);
    until(() -> cells(CONNECTIONS).equals(List.of("1", "1")));
    there.close();
    browser.shoot("console-light");
    browser.looks(1280, 960, Look.DARK);
    browser.shoot("console-dark");
    browser.assertNoComplaints();
  }

  @Test
  void fitsAPhone() {
    browser.looks(PHONE_WIDTH, 780, Look.DARK);

    assertThat(browser.scrollsSideways()).isFalse();
    browser.shoot("console-phone");
    browser.assertNoComplaints();
  }

  @Test
  void drainsForWhoHasTheToken() {
    TestServer third = nodes.another(new JsonObject());
    until(() -> states().equals(List.of("ready", "ready", "ready")));
    String name = "127.0.0.1:" + third.uri().getPort();

    find("[aria-label='Drain " + name + "']").click();
    drain("a guess");
    until(() -> find("#drain-refused").getText().equals("wrong admin token"));
    drain(TOKEN);

    until(() -> !find("#drain").isDisplayed());
    until(() -> states().stream().filter("ready"::equals).count() == 2);
    assertThat(browser.complaints()).hasSize(1).first().asString().contains("401");
  }

  private static void drain(String token) {
    WebElement input = find("#drain-token");
    input.clear();
    input.sendKeys(token);
    find("#drain .danger").click();
  }

  private static List<String> states() {
    return cells(STATE);
  }

  /** What stands in a column of the table, from 1; it may change while it is read. */
  private static List<String> cells(int column) {
    try {
      return driver().findElements(By.cssSelector("#nodes tr")).stream()
          .map(row -> row.findElement(By.cssSelector(":scope > :nth-child(" + column + ")")))
          .map(WebElement::getText)
          .toList();
    } catch (StaleElementReferenceException changed) {
      return List.of();
    }
  }

  private static WebElement find(String selector) {
    return driver().findElement(By.cssSelector(selector));
  }

  private static ChromeDriver driver() {
    return browser.driver();
  }
}
