package org.messagingserver.client.attachments;

import java.net.URI;
import java.util.Map;

/** The head of a request. */
public final class HttpRequest {
  private final String method;
  private final URI url;
  private final Map<String, String> headers;
  private final long bodyBytes;

  private HttpRequest(String method, URI url, Map<String, String> headers, long bodyBytes) {
    this.method = method;
    this.url = url;
    this.headers = Map.copyOf(headers);
    this.bodyBytes = bodyBytes;
  }

  static HttpRequest get(URI url, Map<String, String> headers) {
    return new HttpRequest("GET", url, headers, 0);
  }

  static HttpRequest put(URI url, Map<String, String> headers, long bodyBytes) {
    return new HttpRequest("PUT", url, headers, bodyBytes);
  }

  /** {@code GET}, which has no body, or {@code PUT}. */
  public String method() {
    return method;
  }

  /** An {@code http} or {@code https} URL with a host. */
  public URI url() {
    return url;
  }

  /** Headers besides those that frame the request. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The exact length of the body. */
  public long bodyBytes() {
    return bodyBytes;
  }

  /** Never shows the URL, which is a secret. */
  @Override
  public String toString() {
    return "HttpRequest[" + method + "]";
  }
}
