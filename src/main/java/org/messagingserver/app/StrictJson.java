package org.messagingserver.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads a JSON object strictly, and says where it is none, without showing what stands there. */
final class StrictJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** The first line that is neither empty nor a comment: a document's start, or a key. */
  private static final Pattern YAML =
      Pattern.compile("\\A(\\s*(#[^\\n]*)?\\n)*(---|%YAML|[ \\t]*[\\w.-]+:(\\s|\\z))");

  private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '([\\w.-]{1,64})'");
  private static final Pattern UNEXPECTED =
      Pattern.compile("Unexpected character \\('(.)'.*", Pattern.DOTALL);

  private StrictJson() {}

  /**
   * The object that the text is.
   *
   * @throws StartException with the error and its position
   */
  static JsonObject read(String text) {
    requireObject(text);
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new StartException(at(parser) + "something stands behind the object");
      }
    } catch (JsonParseException wrong) {
      throw new StartException(at(wrong) + describe(wrong));
    } catch (IOException impossible) {
      throw new StartException("this is not JSON");
    }
    return new JsonObject(text);
  }

  private static void requireObject(String text) {
    if (text.isBlank()) {
      throw new StartException("this file is empty; use {} for the defaults");
    }
    if (text.charAt(0) == BYTE_ORDER_MARK) {
      throw new StartException("this file begins with a byte order mark; save it without one");
    }
    if (YAML.matcher(text).lookingAt()) {
      throw new StartException("this looks like YAML; the configuration is JSON");
    }
    char first = text.stripLeading().charAt(0);
    if (first == '[' || first == '"') {
      String found = first == '[' ? "an array" : "a text";
      throw new StartException("this is " + found + "; the configuration is an object, { … }");
    }
  }

  private static String at(JsonParser parser) {
    var location = parser.currentTokenLocation();
    return String.format(
        Locale.ROOT, "line %d, column %d: ", location.getLineNr(), location.getColumnNr());
  }

  private static String at(JsonParseException wrong) {
    var location = wrong.getLocation();
    return String.format(
        Locale.ROOT, "line %d, column %d: ", location.getLineNr(), location.getColumnNr());
  }

  /** Jackson's own texts hold what stands in the file. */
  private static String describe(JsonParseException wrong) {
    String message = String.valueOf(wrong.getOriginalMessage());
    var duplicate = DUPLICATE.matcher(message);
    if (message.startsWith("Duplicate field")) {
      return duplicate.lookingAt()
          ? "the key " + duplicate.group(1) + " stands here a second time"
          : "a key stands here a second time";
    }
    if (message.startsWith("Unexpected end-of-input")) {
      return "the text ends too early; a closing }, ] or \" is missing";
    }
    var unexpected = UNEXPECTED.matcher(message);
    return unexpected.matches() && isOfSyntax(unexpected.group(1).charAt(0))
        ? "JSON has no " + unexpected.group(1) + " here"
        : "this is not JSON";
  }

  private static boolean isOfSyntax(char character) {
    return "{}[]:,\"'/#=;".indexOf(character) >= 0;
  }
}
