package org.messagingserver.attachments;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.messagingserver.config.SecretException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Makes links that a store honors for a while, for one method, one object and the headers that are
 * named. Asks nobody.
 */
final class S3Signer {
  private final S3Settings settings;
  private final AwsCredentialsIdentity key;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final Clock clock;

  private S3Signer(S3Settings settings, AwsCredentialsIdentity key, InstantSource clock) {
    this.settings = settings;
    this.key = key;
    this.clock = clock.withZone(ZoneOffset.UTC);
  }

  /**
   * Reads the key, and makes a first link, which takes longer than all later ones. Blocks.
   *
   * @throws SecretException if a file cannot be used
   */
  static S3Signer open(S3Settings settings, InstantSource clock) {
    AwsCredentialsIdentity key =
        AwsCredentialsIdentity.create(settings.keyId().text(), settings.key().text());
    S3Signer signer = new S3Signer(settings, key, clock);
    String unused = signer.link(SdkHttpMethod.GET, "first", Map.of(), Duration.ofMinutes(1));
    return signer;
  }

  /** A link for an object, and a request with exactly these headers. */
  String link(SdkHttpMethod method, String object, Map<String, String> headers, Duration lasts) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(method).uri(base()).encodedPath(path(object));
    headers.forEach(request::putHeader);
    return signer
        .sign(
            signing ->
                signing
                    .identity(key)
                    .request(request.build())
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock)
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, settings.region())
                    .putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, lasts)
                    .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false)
                    // Nobody here knows the bytes.
                    .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false))
        .request()
        .getUri()
        .toString();
  }

  private URI base() {
    URI endpoint = settings.endpoint();
    return settings.pathStyle()
        ? endpoint
        : URI.create(
            endpoint.getScheme() + "://" + settings.bucket() + "." + endpoint.getRawAuthority());
  }

  /** Names of objects have no letter that needs an escape. */
  private String path(String object) {
    return settings.pathStyle() ? "/" + settings.bucket() + "/" + object : "/" + object;
  }
}
