package org.messagingserver.client.vertx;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.IntStream;

/** Keys that are just numbers: as many as asked for. */
class CountingKeys implements PreKeySource {
  static final int REGISTRATION_ID = 4711;
  static final Buffer SIGNED_PRE_KEY = Buffer.buffer("signed");

  @Override
  public int registrationId() {
    return REGISTRATION_ID;
  }

  @Override
  public Buffer signedPreKey() {
    return SIGNED_PRE_KEY;
  }

  @Override
  public Future<List<Buffer>> oneTimePreKeys(int count) {
    return Future.succeededFuture(
        IntStream.range(0, count)
            .mapToObj(number -> Buffer.buffer(Integer.toString(number)))
            .toList());
  }
}
