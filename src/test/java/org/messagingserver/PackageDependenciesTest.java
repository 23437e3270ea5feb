package org.messagingserver;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the table of packages in docs/design.md: what each may import, and that nothing goes round.
 */
@AnalyzeClasses(
    packages = "org.messagingserver",
    importOptions = PackageDependenciesTest.NoTests.class)
class PackageDependenciesTest {
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  private static final String ROOT = "org.messagingserver.";

  /** All but {@code app}, which may import every package. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          row("config"),
          row("tls"),
          row("cluster", "directory", "tls", "config"),
          row("directory", "encryption", "protocol"),
          row("protocol"),
          row("admin", "config"),
          row("console", "admin"),
          row("ratelimit", "protocol", "config"),
          row("explorer"),
          row("attachments", "encryption", "config"),
          row(
              "socket",
              "session",
              "attachments",
              "ratelimit",
              "protocol",
              "explorer",
              "tls",
              "config"),
          row(
              "session",
              "protocol",
              "auth",
              "delivery",
              "prekeys",
              "wakeup",
              "attachments",
              "ratelimit",
              "config"),
          row("auth", "protocol"),
          row("delivery", "directory", "mailbox", "encryption", "protocol", "config"),
          row("mailbox", "postgres", "encryption", "protocol", "config"),
          row("prekeys", "postgres", "encryption", "protocol", "config"),
          row("encryption", "protocol", "config"),
          row("wakeup", "webpush", "mailbox", "postgres", "encryption", "protocol", "config"),
          row("webpush", "encryption", "tls", "config"),
          row("deployment", "cluster", "postgres", "encryption"),
          row("postgres", "config"),
          row("client", "protocol"));

  private static Map.Entry<String, Set<String>> row(String name, String... mayImport) {
    return Map.entry(name, Set.of(mayImport));
  }

  @ArchTest
  void importOnlyWhatTheTableAllows(JavaClasses classes) {
    MAY_IMPORT.forEach(
        (name, allowed) -> {
          String[] others =
              Stream.concat(MAY_IMPORT.keySet().stream(), Stream.of("app"))
                  .filter(other -> !other.equals(name) && !allowed.contains(other))
                  .map(other -> ROOT + other + "..")
                  .toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage(ROOT + name + "..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(others)
              .check(classes);
        });
  }

  /** A row is: package, module, what it holds, what it may import. */
  @Test
  void areInTheDesignPageAsTheyAreHere() throws IOException {
    Map<String, Set<String>> shown =
        Files.readAllLines(Path.of("docs", "design.md")).stream()
            .map(line -> line.split("\\|", -1))
            .filter(cells -> cells.length == 6)
            .filter(cells -> codes(cells[1]).size() == 1 && !cells[1].contains("`app"))
            .collect(
                Collectors.toMap(
                    cells -> codes(cells[1]).get(0), PackageDependenciesTest::imported));

    assertThat(shown).isEqualTo(MAY_IMPORT);
  }

  private static Set<String> imported(String... cells) {
    return Set.copyOf(codes(cells[4]));
  }

  private static List<String> codes(String cell) {
    return Pattern.compile("`([a-z]+)`")
        .matcher(cell)
        .results()
        .map(code -> code.group(1))
        .toList();
  }

  @ArchTest
  static final ArchRule NOTHING_GOES_ROUND =
      slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_PROTOCOL_KNOWS_PROTOBUF =
      noClasses()
          .that(resideOutsideOfPackage(ROOT + "protocol.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("com.google.protobuf..", ROOT + "protocol.proto.."));

  @ArchTest
  static final ArchRule ONLY_DELIVERY_AND_CONSOLE_KNOW_THE_EVENT_BUS =
      noClasses()
          .that(
              resideOutsideOfPackages(ROOT + "delivery..", ROOT + "console..", ROOT + "cluster.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("io.vertx.core.eventbus.."));

  @ArchTest
  void everyPackageIsInTheTable(JavaClasses classes) {
    Set<String> found =
        classes.stream()
            .map(type -> type.getPackageName())
            .filter(name -> name.startsWith(ROOT))
            .map(name -> Arrays.asList(name.substring(ROOT.length()).split("\\.")).get(0))
            .collect(Collectors.toSet());

    found.remove("app");

    assertThat(found).isEqualTo(MAY_IMPORT.keySet());
  }
}
