package org.messagingserver.explorer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The files of the page by their paths, or none. */
public final class Explorer {
  /** Has no page. */
  public static final Explorer NONE = new Explorer(Map.of());

  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private final Map<String, Page> pages;

  private Explorer(Map<String, Page> pages) {
    this.pages = Map.copyOf(pages);
  }

  /**
   * Reads the page from the jar, for a few milliseconds. Has no page either where the jar was built
   * without one.
   */
  public static Explorer load() {
    if (Explorer.class.getResource("index.html") == null) {
      return NONE;
    }
    Map<String, Page> pages = new HashMap<>();
    pages.put("/", page("index.html", "text/html; charset=utf-8"));
    pages.put("/explorer.js", page("explorer.js", SCRIPT));
    pages.put("/explorer.css", page("explorer.css", "text/css; charset=utf-8"));
    pages.put("/icon.svg", page("icon.svg", "image/svg+xml"));
    return new Explorer(pages);
  }

  private static Page page(String file, String type) {
    try (InputStream in = Explorer.class.getResourceAsStream(file)) {
      return new Page(type, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is a page at all. */
  public boolean isPresent() {
    return !pages.isEmpty();
  }

  /** The file at a path. */
  public Optional<Page> at(String path) {
    return Optional.ofNullable(pages.get(path));
  }
}
