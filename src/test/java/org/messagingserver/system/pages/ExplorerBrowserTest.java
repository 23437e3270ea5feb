package org.messagingserver.system.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.messagingserver.system.pages.ExplorerPage.Person.ALICE;
import static org.messagingserver.system.pages.ExplorerPage.Person.BOB;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.messagingserver.system.pages.Browser.Look;
import org.messagingserver.testkit.TestServer;
import org.openqa.selenium.Keys;

/**
 * Plays the explorer page in a real browser, under the default limits, as a visitor would. {@code
 * CHROMEDRIVER=/usr/bin/chromedriver ./mvnw test -Dtest=ExplorerBrowserTest} runs it; the pictures
 * are under {@code target/screenshots}, and one of them in the README.
 */
@EnabledIfEnvironmentVariable(named = ExplorerBrowserTest.DRIVER, matches = ".+")
class ExplorerBrowserTest {
  static final String DRIVER = "CHROMEDRIVER";

  private static final int PHONE_WIDTH = 360;

  private static TestServer server;
  private static Browser browser;

  private ExplorerPage page;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new JsonObject()
                .put("http", new JsonObject().put("explorer", true))
                .put("delivery", new JsonObject().put("ackMillis", 200))
                .put("limits", new JsonObject().put("enabled", true)));
    browser = new Browser(System.getenv(DRIVER));
  }

  @AfterAll
  static void stop() {
    browser.close();
    server.close();
  }

  @BeforeEach
  void open() {
    browser.looks(1280, 960, Look.LIGHT);
    page = ExplorerPage.open(browser, server.uri());
  }

  @AfterEach
  void nothingWasComplainedOf() {
    browser.assertNoComplaints();
  }

  @Test
  void deliversWhatOneWritesToTheOther() {
    page.says(ALICE, "Is anybody listening?");
    page.awaitLast(ALICE, "Is anybody listening?", "safe");
    page.awaitLast(BOB, "Is anybody listening?", "from Alice");

    page.says(BOB, "Nobody, by the look of it");
    page.awaitLast(BOB, "Nobody, by the look of it", "safe");
    page.awaitLast(ALICE, "Nobody, by the look of it", "from Bob");
    page.awaitDone("message");
  }

  @Test
  void opensEveryFrameToItsFieldsAndBytes() {
    page.says(ALICE, "Hello");
    page.awaitLast(BOB, "Hello", "from Alice");

    assertThat(page.opened("requestPreKeys"))
        .contains("requestPreKeys.userID", "known to this page as Bob")
        .doesNotContain("Alice");
    assertThat(page.opened("inboundMessage"))
        .contains("sequence", "0000  08 ", "decrypted (recipient only)", "Alice: “Hello”");
    assertThat(page.opened("register")).contains("oneTimePreKeys", "and 17 more");
    page.awaitDone("frame");
  }

  @Test
  void deliversWhatCameMeanwhileToWhoComesBack() {
    page.turn(BOB, "online", false);
    page.awaitFound("#lanes [data-who=bob][data-state=closed]", 2);
    page.says(ALICE, "One");
    page.awaitLast(ALICE, "One", "safe");
    page.says(ALICE, "Two");
    page.awaitLast(ALICE, "Two", "safe");

    page.turn(BOB, "online", true);

    page.awaitLast(BOB, "Two", "from Alice");
    page.awaitDone("offline");
    page.awaitFound("#bob .heard", 2);
  }

  @Test
  void isOnlineOnceHoweverOftenTheSwitchIsTurned() {
    for (int turn = 0; turn < 6; turn++) {
      page.turn(BOB, "online", turn % 2 == 1);
    }
    page.awaitFound("#lanes [data-who=bob][data-state=opened]", 2);

    page.says(ALICE, "One");
    page.awaitLast(ALICE, "One", "safe");
    page.says(ALICE, "Two");
    page.awaitLast(BOB, "Two", "from Alice");

    assertThat(page.awaitFrames("inboundMessage", 2)).hasSize(2);
  }

  @Test
  void deliversAgainWhatWasNotAcked() {
    page.turn(BOB, "acks", false);
    page.says(ALICE, "Twice");
    page.awaitLast(ALICE, "Twice", "safe");
    page.awaitLast(BOB, "Twice", "from Alice, not acked");

    page.turn(BOB, "online", false);
    page.turn(BOB, "acks", true);
    page.turn(BOB, "online", true);

    page.awaitLast(BOB, "Twice", "again from Alice");
    page.awaitDone("ack");
  }

  @Test
  void goesOnWithoutOneTimeKeysUntilThereAreMore() {
    page.turn(BOB, "tops-up", false);
    page.awaitFound("#bob .keys", 1);
    page.awaitFrames("register", 3);
    page.says(ALICE, "The last key");
    page.awaitLast(BOB, "The last key", "from Alice");
    page.says(ALICE, "No key");
    page.awaitLast(BOB, "No key", "from Alice");
    page.awaitDone("keys");
    page.awaitFrames("preKeysLow", 1);

    page.turn(BOB, "tops-up", true);
    page.awaitFrames("register", 4);
    page.says(ALICE, "A key again");

    page.awaitLast(BOB, "A key again", "from Alice");
    assertThat(page.opened("preKey")).contains("preKey.oneTimePreKey").doesNotContain("empty");
  }

  @Test
  void goesOnAfterGarbage() {
    page.press(ALICE, "garbage");
    page.awaitFrames("error", 1);
    page.awaitFound("#frames > .end[data-who=alice][data-line=anonymous]", 1);
    page.awaitDone("garbage");
    page.awaitFound("#lanes [data-who=alice][data-line=anonymous][data-state=opened]", 1);

    page.says(ALICE, "All is well");

    page.awaitLast(BOB, "All is well", "from Alice");
  }

  @Test
  void showsAllSixByItself() {
    for (String step : new String[] {"message", "frame", "offline", "ack", "keys", "garbage"}) {
      page.shows(step);
      page.awaitDone(step);
    }
  }

  @Test
  void needsNoMouse() {
    page.tabTo(".skip");
    browser.focused().sendKeys(Keys.ENTER);
    page.tabTo("#alice-text");
    browser.focused().sendKeys(" by keyboard", Keys.ENTER);
    page.awaitLast(BOB, "Hello Bob, the tea is ready by keyboard", "from Alice");

    page.tabTo("#alice [data-does=online]");
    browser.focused().sendKeys(Keys.SPACE);
    page.awaitFound("#lanes [data-who=alice][data-state=closed]", 2);
    page.tabTo("#frames > li:nth-child(2) > .arrow");
    browser.focused().sendKeys(Keys.ENTER);

    page.awaitFound("#frames > li:nth-child(2) > .arrow[aria-expanded=true]", 1);
    page.tabTo("#bob [data-does=garbage]");
  }

  @Test
  void fitsAPhoneAndTheColoursOfItsReader() {
    page.says(ALICE, "Meet me where the cable ends");
    page.awaitLast(ALICE, "Meet me where the cable ends", "safe");
    page.awaitLast(BOB, "Meet me where the cable ends", "from Alice");
    browser.shoot("desktop-light");
    browser.looks(1280, 960, Look.DARK);
    browser.shoot("desktop-dark");

    browser.looks(PHONE_WIDTH, 780, Look.LIGHT);
    assertThat(browser.scrollsSideways()).isFalse();
    browser.shoot("phone-light");
    page.opened("inboundMessage");
    assertThat(browser.scrollsSideways()).isFalse();
    browser.looks(PHONE_WIDTH, 780, Look.DARK);
    browser.shoot("phone-dark");
  }
}
