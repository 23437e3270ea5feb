package org.messagingserver.protocol;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.messagingserver.protocol.proto.RequestPreKeys;

/** The devices of a RequestPreKeys, from and to protobuf. */
final class DeviceSelectionCodec {
  private DeviceSelectionCodec() {}

  /** Empty where a device is named twice, or the registrationIDs are not one for each device. */
  static Optional<DeviceSelection> decode(RequestPreKeys request, ProtocolVersion version) {
    List<Integer> known = request.getKnownDeviceIDsList();
    List<Integer> registrationIds = request.getKnownRegistrationIDsList();
    DeviceSelection selection =
        new DeviceSelection(
            devices(known),
            paired(known, registrationIds),
            devices(request.getOnlyDeviceIDsList()));
    boolean isValid =
        selection.known().size() == known.size()
            && selection.only().size() == request.getOnlyDeviceIDsCount()
            && (registrationIds.isEmpty() || registrationIds.size() == known.size());
    return isValid || version == ProtocolVersion.V1 ? Optional.of(selection) : Optional.empty();
  }

  /** Not a Set.of, whose construction takes quadratic time if a client chooses colliding ids. */
  private static Set<DeviceId> devices(List<Integer> ids) {
    Set<DeviceId> devices = new HashSet<>();
    ids.forEach(device -> devices.add(new DeviceId(device)));
    return Collections.unmodifiableSet(devices);
  }

  private static Map<DeviceId, Integer> paired(List<Integer> known, List<Integer> registrationIds) {
    Map<DeviceId, Integer> paired = new HashMap<>();
    for (int index = 0; index < Math.min(known.size(), registrationIds.size()); index++) {
      paired.put(new DeviceId(known.get(index)), registrationIds.get(index));
    }
    return Collections.unmodifiableMap(paired);
  }

  static void encode(DeviceSelection selection, RequestPreKeys.Builder builder) {
    for (DeviceId device : selection.known()) {
      builder.addKnownDeviceIDs(device.value());
      if (!selection.registrationIds().isEmpty()) {
        builder.addKnownRegistrationIDs(selection.registrationIds().get(device));
      }
    }
    selection.only().forEach(device -> builder.addOnlyDeviceIDs(device.value()));
  }
}
