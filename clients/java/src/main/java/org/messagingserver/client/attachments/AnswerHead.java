package org.messagingserver.client.attachments;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.messagingserver.client.attachments.AttachmentException.Problem;

/** The head of an answer to a GET. Throws where it makes no sense to ask again. */
final class AnswerHead {
  private static final List<Integer> REDIRECTS = Arrays.asList(301, 302, 303, 307, 308);
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  private final int status;
  private final Map<String, String> headers;

  AnswerHead(int status, Map<String, String> headers) {
    this.status = status;
    this.headers = headers;
  }

  /** The place of the attachment, if the server names another one. */
  Optional<String> redirect() {
    return Optional.ofNullable(headers.get("location")).filter(is -> REDIRECTS.contains(status));
  }

  /** Whether the server has nothing to give now. */
  boolean isTemporary() {
    return status == 429 || status >= 500;
  }

  /**
   * The bytes that this answer brings.
   *
   * @param from how many of the attachment were not asked for
   */
  long length(long from) {
    if (status == 404 || status == 410) {
      throw new AttachmentException(
          Problem.GONE, "the server does not have the attachment, or not any more");
    }
    if (status != (from == 0 ? 200 : 206)) {
      throw AttachmentException.refused("the server answered " + status);
    }
    String length = headers.getOrDefault("content-length", "");
    if (!LENGTH.matcher(length).matches()) {
      throw AttachmentException.refused("the server did not state the length of the attachment");
    }
    return Long.parseLong(length);
  }
}
