package org.messagingserver.ratelimit;

import java.net.InetAddress;
import java.util.Optional;
import org.messagingserver.protocol.Address;
import org.messagingserver.protocol.DeliveryToken;
import org.messagingserver.protocol.UserId;

/** Remembers nothing and refuses nothing. */
final class UnlimitedClientQuota implements ClientQuota {
  @Override
  public void setSource(InetAddress address) {}

  @Override
  public boolean exceedsHardLimit() {
    return false;
  }

  @Override
  public AdmissionResult admit() {
    return AdmissionResult.GRANTED;
  }

  @Override
  public int request(int bytes) {
    return TokenBucket.NOW;
  }

  @Override
  public int fanOut(int requests, long bytes) {
    return TokenBucket.NOW;
  }

  @Override
  public int frame(int bytes) {
    return TokenBucket.NOW;
  }

  @Override
  public boolean dropped(int bytes) {
    return true;
  }

  @Override
  public int login() {
    return TokenBucket.NOW;
  }

  @Override
  public void loginFailed() {}

  @Override
  public int registration(int keys) {
    return TokenBucket.NOW;
  }

  @Override
  public int keyHashes(int keys) {
    return TokenBucket.NOW;
  }

  @Override
  public int upload(long bytes) {
    return TokenBucket.NOW;
  }

  @Override
  public int transferWait() {
    return TokenBucket.NOW;
  }

  @Override
  public void transferred(int bytes) {
    // Nothing is counted.
  }

  @Override
  public int message(Address to, int bytes) {
    return TokenBucket.NOW;
  }

  @Override
  public OneTimeKeyGrant oneTimeKeys(UserId user, Optional<DeliveryToken> token) {
    return OneTimeKeyGrant.UNLIMITED;
  }

  @Override
  public boolean mayContinue() {
    return true;
  }

  @Override
  public FieldLimits fields() {
    return FieldLimits.NONE;
  }

  @Override
  public long source() {
    return 0;
  }

  @Override
  public long sourceOfTheDay() {
    return 0;
  }

  @Override
  public void release() {}
}
