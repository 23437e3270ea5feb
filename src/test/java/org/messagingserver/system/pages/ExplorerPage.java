package org.messagingserver.system.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.SearchContext;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;

/** The explorer page as its visitor meets it: what is there to be read and pressed. */
final class ExplorerPage {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /** One of the two, by the name in the page. */
  enum Person {
    ALICE,
    BOB;

    By card() {
      return By.id(name().toLowerCase(Locale.ROOT));
    }
  }

  private final Browser browser;

  private ExplorerPage(Browser browser) {
    this.browser = browser;
  }

  /** Opens it, and waits until both are online and registered. */
  static ExplorerPage open(Browser browser, URI server) {
    browser.open(URI.create("http://localhost:" + server.getPort() + "/"));
    ExplorerPage page = new ExplorerPage(browser);
    page.awaitFound(".say button:enabled", 2);
    return page;
  }

  /** Types a text and presses the button. */
  void says(Person who, String text) {
    WebElement input = in(who, "input[type=text]");
    input.clear();
    input.sendKeys(text);
    in(who, ".say button").click();
  }

  /**
   * Waits until this text stands in somebody's conversation as the last, with these words below.
   */
  void awaitLast(Person who, String text, String words) {
    awaitThat(
        () -> {
          WebElement last = in(who, ".talk > div:last-child");
          return last.findElement(By.tagName("p")).getText().equals(text)
              && last.findElement(By.tagName("small")).getText().equals(words);
        },
        who + " has \"" + text + "\", " + words);
  }

  /** Turns a switch. */
  void turn(Person who, String does, boolean on) {
    WebElement control = in(who, "[data-does=" + does + "]");
    if (control.isSelected() != on) {
      control.click();
    }
  }

  /** Presses a button of a person. */
  void press(Person who, String does) {
    in(who, "[data-does=" + does + "]").click();
  }

  /** Goes to a thing to try and lets the page show it. */
  void shows(String step) {
    find(browser.driver(), "[data-step=" + step + "]").click();
    awaitThat(() -> find(browser.driver(), "#step-play").isEnabled(), "nothing is being shown");
    find(browser.driver(), "#step-play").click();
  }

  /** Waits until a thing to try is ticked off. */
  void awaitDone(String step) {
    awaitFound("[data-step=" + step + "][data-done]", 1);
  }

  /** Waits until there are at least so many frames of a name. */
  List<WebElement> awaitFrames(String name, int count) {
    return awaitFound("#frames > [data-name=" + name + "]", count);
  }

  /** Waits until a selector finds so much. */
  List<WebElement> awaitFound(String selector, int count) {
    awaitThat(
        () -> browser.driver().findElements(By.cssSelector(selector)).size() >= count,
        count + " of " + selector);
    return browser.driver().findElements(By.cssSelector(selector));
  }

  /** Opens the last frame of a name; what it says. */
  String opened(String name) {
    List<WebElement> frames = awaitFrames(name, 1);
    WebElement frame = frames.get(frames.size() - 1);
    frame.findElement(By.cssSelector(".arrow")).sendKeys(Keys.ENTER);
    return frame.findElement(By.cssSelector(".detail")).getText();
  }

  /** Goes on by the keyboard alone, until this has it. */
  void tabTo(String selector) {
    for (int tabs = 0; tabs < 60; tabs++) {
      if (browser.focused().equals(find(browser.driver(), selector))) {
        return;
      }
      browser.focused().sendKeys(Keys.TAB);
    }
    assertThat(selector).as("reached by the keyboard").isEmpty();
  }

  private WebElement in(Person who, String selector) {
    return find(browser.driver().findElement(who.card()), selector);
  }

  private static WebElement find(SearchContext within, String selector) {
    return within.findElement(By.cssSelector(selector));
  }

  /** A browser tells nobody when a page has changed. */
  private static void awaitThat(BooleanSupplier holds, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isSo(holds)) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  /** What is not there, or not there any more, is not so yet. */
  private static boolean isSo(BooleanSupplier holds) {
    try {
      return holds.getAsBoolean();
    } catch (NotFoundException | StaleElementReferenceException notYet) {
      return false;
    }
  }
}
