package org.messagingserver.protocol;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which of a user's devices a RequestPreKeys is about. */
public final class DeviceSelection {
  private final Set<DeviceId> known;
  private final Map<DeviceId, Integer> registrationIds;
  private final Set<DeviceId> only;

  /**
   * These devices.
   *
   * @param known left out, unless their registrationIDs are named and have changed
   * @param registrationIds of the known devices; empty if they are not named
   * @param only the only devices asked for; empty if all are
   */
  public DeviceSelection(
      Set<DeviceId> known, Map<DeviceId, Integer> registrationIds, Set<DeviceId> only) {
    this.known = known;
    this.registrationIds = registrationIds;
    this.only = only;
  }

  /** Devices that are left out, unless their registrationIDs are named and have changed. */
  public Set<DeviceId> known() {
    return known;
  }

  /** The registrationIDs of the known devices; empty if they are not named. */
  public Map<DeviceId, Integer> registrationIds() {
    return registrationIds;
  }

  /** The only devices asked for; empty if all are. */
  public Set<DeviceId> only() {
    return only;
  }

  /** All devices but these. */
  public static DeviceSelection except(Set<DeviceId> known) {
    return new DeviceSelection(known, Map.of(), Set.of());
  }

  /** Whether a device is one of those asked for, known or not. */
  public boolean includes(DeviceId device) {
    return only.isEmpty() || only.contains(device);
  }

  /** Whether a known device has another registrationID than the one that was named. */
  public boolean hasChanged(DeviceId device, int registrationId) {
    Integer named = registrationIds.get(device);
    return named != null && named != registrationId;
  }

  /** The same with other known devices, whose registrationIDs do not matter any more. */
  public DeviceSelection withKnown(Set<DeviceId> devices) {
    return new DeviceSelection(devices, Map.of(), only);
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof DeviceSelection)) {
      return false;
    }
    DeviceSelection that = (DeviceSelection) other;
    return known.equals(that.known)
        && registrationIds.equals(that.registrationIds)
        && only.equals(that.only);
  }

  @Override
  public int hashCode() {
    return Objects.hash(known, registrationIds, only);
  }

  /** Never reveals a deviceID. */
  @Override
  public String toString() {
    return "DeviceSelection[hidden]";
  }
}
