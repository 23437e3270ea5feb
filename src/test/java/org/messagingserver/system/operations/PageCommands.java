package org.messagingserver.system.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.parser.Parser;

/** The commands of a page, by the name that stands behind {@code ```sh}. */
final class PageCommands {
  private final Path page;

  private PageCommands(Path page) {
    this.page = page;
  }

  static PageCommands of(String page) {
    return new PageCommands(Path.of(page));
  }

  /** The one block of this name. */
  String named(String name) {
    List<String> found = new ArrayList<>();
    Parser.builder()
        .build()
        .parse(text())
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(FencedCodeBlock block) {
                if (block.getInfo().equals("sh " + name)) {
                  found.add(block.getLiteral());
                }
              }
            });
    if (found.size() != 1) {
      throw new AssertionError(page + " has " + found.size() + " blocks of commands " + name);
    }
    return found.get(0);
  }

  private String text() {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
