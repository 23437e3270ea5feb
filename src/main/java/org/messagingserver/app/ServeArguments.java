package org.messagingserver.app;

import io.vertx.core.Deployable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The arguments that start a server: {@code [run VERTICLE] [-conf FILE] [-cluster]}.
 *
 * @param verticle the class to deploy
 * @param conf the configuration file, where one is given
 * @param cluster whether to be one node of many
 */
record ServeArguments(String verticle, Optional<String> conf, boolean cluster) {

  /**
   * Reads them strictly.
   *
   * @throws StartException for anything else
   */
  static ServeArguments parse(List<String> arguments) {
    String verticle = MainVerticle.class.getName();
    Optional<String> conf = Optional.empty();
    boolean cluster = false;
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      switch (argument) {
        case "run" -> verticle = verticle(value(argument, rest));
        case "-conf", "--conf" -> conf = Optional.of(value(argument, rest));
        case "-cluster", "--cluster" -> cluster = true;
        default ->
            throw new StartException("unknown argument " + quoted(argument) + "; see --help");
      }
    }
    return new ServeArguments(verticle, conf, cluster);
  }

  private static String verticle(String name) {
    try {
      if (Deployable.class.isAssignableFrom(Class.forName(name))) {
        return name;
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // Reported below, as any class that is none.
    }
    throw new StartException("run: " + quoted(name) + " is no verticle of this jar");
  }

  private static String value(String argument, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new StartException(argument + " needs a value; see --help");
    }
    return rest.next();
  }

  private static String quoted(String argument) {
    return "'" + argument.replaceAll("\\p{Cntrl}", "?") + "'";
  }
}
