package org.messagingserver.limits;

import java.net.InetAddress;
import org.messagingserver.identity.Address;
import org.messagingserver.identity.UserId;

/** Remembers nothing and refuses nothing. */
final class UnlimitedVisit implements Visit {
  @Override
  public void from(InetAddress address) {}

  @Override
  public boolean isFarTooMany() {
    return false;
  }

  @Override
  public Entry enters() {
    return Entry.GRANTED;
  }

  @Override
  public int request(int bytes) {
    return Budget.NOW;
  }

  @Override
  public int frame(int bytes) {
    return Budget.NOW;
  }

  @Override
  public boolean dropped(int bytes) {
    return true;
  }

  @Override
  public int login() {
    return Budget.NOW;
  }

  @Override
  public void loginFailed() {}

  @Override
  public int registration(int keys) {
    return Budget.NOW;
  }

  @Override
  public int message(Address to, int bytes) {
    return Budget.NOW;
  }

  @Override
  public boolean mayTakeOneTimeKeys(UserId user) {
    return true;
  }

  @Override
  public boolean mayGoOn() {
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
  public void leaves() {}
}
