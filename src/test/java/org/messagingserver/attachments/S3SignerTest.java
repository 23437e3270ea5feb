package org.messagingserver.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.messagingserver.config.ConfigException;
import org.messagingserver.config.SecretException;
import software.amazon.awssdk.http.SdkHttpMethod;

class S3SignerTest {
  private static final InstantSource MAY =
      InstantSource.fixed(Instant.parse("2013-05-24T00:00:00Z"));

  @TempDir Path directory;

  @BeforeEach
  void writeKey() throws IOException {
    Files.writeString(directory.resolve("id"), "AKIAIOSFODNN7EXAMPLE\n");
    Files.writeString(directory.resolve("key"), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n");
  }

  private S3Settings settings(String endpoint, String bucket, boolean pathStyle) {
    return new S3Settings(
        URI.create(endpoint),
        "us-east-1",
        bucket,
        directory.resolve("id"),
        directory.resolve("key"),
        pathStyle,
        1);
  }

  /** Source: Amazon's example of a presigned URL, AWS Signature Version 4 with query parameters. */
  @Test
  void signsAsAmazonDoes() {
    S3Signer signer =
        S3Signer.open(settings("https://s3.amazonaws.com", "examplebucket", false), MAY);

    String link = signer.link(SdkHttpMethod.GET, "test.txt", Map.of(), Duration.ofDays(1));

    assertThat(link)
        .startsWith("https://examplebucket.s3.amazonaws.com/test.txt?")
        .contains("X-Amz-Date=20130524T000000Z", "X-Amz-Expires=86400")
        .contains(
            "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
  }

  @Test
  void signsTheHeadersThatAreNamed() {
    S3Signer signer = S3Signer.open(settings("http://store:9000", "bucket", true), MAY);

    String link =
        signer.link(
            SdkHttpMethod.PUT,
            "2013-06-01/x",
            Map.of("If-None-Match", "*", "Content-Length", "5"),
            Duration.ofMinutes(10));

    assertThat(link)
        .startsWith("http://store:9000/bucket/2013-06-01/x?")
        .contains("X-Amz-SignedHeaders=content-length%3Bhost%3Bif-none-match");
  }

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    Files.delete(directory.resolve("key"));

    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> S3Signer.open(settings("http://store", "bucket", true), MAY))
        .withMessageContaining("attachments.s3.secretKeyFile");
  }

  @Test
  void takesNoEndpointThatIsMore() {
    for (String endpoint :
        new String[] {"", "ftp://a", "https://a/b", "https://u@a", "https://a?b"}) {
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(() -> settings(endpoint, "bucket", true));
    }
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> settings("https://a", "../b", true));
  }
}
