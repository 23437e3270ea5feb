package org.messagingserver.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** One page of Markdown, as GitHub shows it. */
final class Page {
  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  private final List<Node> nodes = new ArrayList<>();

  private Page(Node document) {
    walk(document, nodes::add);
  }

  static Page read(Path file) {
    try {
      return new Page(PARSER.parse(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its links and pictures lead. */
  List<String> destinations() {
    return Stream.concat(
            all(Link.class).map(Link::getDestination), all(Image.class).map(Image::getDestination))
        .toList();
  }

  /** What may stand behind a # to lead to one of its headings. */
  Set<String> anchors() {
    Map<String, Integer> seen = new HashMap<>();
    Set<String> anchors = new HashSet<>();
    all(Heading.class)
        .map(heading -> anchor(text(heading)))
        .forEach(
            anchor -> {
              int before = seen.merge(anchor, 1, Integer::sum) - 1;
              anchors.add(before == 0 ? anchor : anchor + "-" + before);
            });
    return anchors;
  }

  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  /** The rows, but for the head, of the one table whose head begins with this. */
  List<List<String>> table(String head) {
    List<List<List<String>>> found =
        all(TableBlock.class)
            .map(Page::rows)
            .filter(rows -> rows.get(0).get(0).equals(head))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " tables begin with " + head);
    }
    return found.get(0).subList(1, found.get(0).size());
  }

  /** The rows, but for the heads, of all tables whose head begins with this. */
  List<List<String>> tables(String head) {
    return all(TableBlock.class)
        .map(Page::rows)
        .filter(rows -> rows.get(0).get(0).equals(head))
        .flatMap(rows -> rows.stream().skip(1))
        .toList();
  }

  private static List<List<String>> rows(TableBlock table) {
    return within(table, TableRow.class)
        .map(row -> within(row, TableCell.class).map(Page::text).toList())
        .toList();
  }

  /** What stands in monospace within lines. */
  Stream<String> codes() {
    return all(Code.class).map(Code::getLiteral);
  }

  /** The blocks of code in this language. */
  List<String> blocks(String language) {
    return all(FencedCodeBlock.class)
        .filter(block -> block.getInfo().equals(language))
        .map(FencedCodeBlock::getLiteral)
        .toList();
  }

  /** How many lines each of its paragraphs has, those of lists among them. */
  List<Integer> paragraphs() {
    return all(Paragraph.class)
        .map(paragraph -> 1 + (int) within(paragraph, SoftLineBreak.class).count())
        .toList();
  }

  private <N extends Node> Stream<N> all(Class<N> type) {
    return nodes.stream().filter(type::isInstance).map(type::cast);
  }

  private static <N extends Node> Stream<N> within(Node node, Class<N> type) {
    List<N> found = new ArrayList<>();
    walk(
        node,
        each -> {
          if (type.isInstance(each)) {
            found.add(type.cast(each));
          }
        });
    return found.stream();
  }

  private static String text(Node node) {
    StringBuilder text = new StringBuilder();
    walk(
        node,
        each -> {
          if (each instanceof Text words) {
            text.append(words.getLiteral());
          } else if (each instanceof Code code) {
            text.append(code.getLiteral());
          }
        });
    return text.toString();
  }

  private static void walk(Node node, Consumer<Node> visitor) {
    visitor.accept(node);
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      walk(child, visitor);
    }
  }
}
