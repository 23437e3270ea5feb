package org.messagingserver.client;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.protocol.DeviceId;
import org.messagingserver.protocol.DeviceSelection;

/**
 * Which of a user's devices to fetch the keys of. Anything but {@link #withKnown} needs the second
 * version of the protocol.
 */
public final class PreKeysOptions {
  /** All devices, for a stranger. */
  public static final PreKeysOptions ALL =
      new PreKeysOptions(DeviceSelection.except(Set.of()), Optional.empty());

  private final DeviceSelection devices;
  private final Optional<DeliveryToken> deliveryToken;

  /**
   * One with these parts.
   *
   * @param devices the devices
   * @param deliveryToken one of the user's, without which the asker is a stranger
   */
  public PreKeysOptions(DeviceSelection devices, Optional<DeliveryToken> deliveryToken) {
    this.devices = devices;
    this.deliveryToken = deliveryToken;
  }

  /** The devices. */
  public DeviceSelection devices() {
    return devices;
  }

  /** One of the user's, without which the asker is a stranger. */
  public Optional<DeliveryToken> deliveryToken() {
    return deliveryToken;
  }

  /** The same without these devices. */
  public PreKeysOptions withKnown(Set<DeviceId> known) {
    return with(new DeviceSelection(Set.copyOf(known), Map.of(), devices.only()));
  }

  /** The same without these devices, unless they have another registrationID by now. */
  public PreKeysOptions withKnownRegistrations(Map<DeviceId, Integer> known) {
    return with(new DeviceSelection(Set.copyOf(known.keySet()), Map.copyOf(known), devices.only()));
  }

  /** The same, but of these devices only; an empty set means all. */
  public PreKeysOptions withOnly(Set<DeviceId> only) {
    return with(new DeviceSelection(devices.known(), devices.registrationIds(), Set.copyOf(only)));
  }

  /** The same with this delivery token. */
  public PreKeysOptions withDeliveryToken(DeliveryToken token) {
    return new PreKeysOptions(devices, Optional.of(token));
  }

  private PreKeysOptions with(DeviceSelection selection) {
    return new PreKeysOptions(selection, deliveryToken);
  }

  /** Never shows the token, nor a deviceID. */
  @Override
  public String toString() {
    return "PreKeysOptions[hidden]";
  }
}
