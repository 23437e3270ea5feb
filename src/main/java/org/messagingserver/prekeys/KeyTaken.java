package org.messagingserver.prekeys;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.messagingserver.protocol.DeviceId;

/**
 * The keys that one request gets of one device.
 *
 * @param registration sealed
 * @param admitted whether the asker's token is one of the device's
 * @param oneTimePreKey sealed; empty if none was taken
 * @param few whether the device may have fewer one-time keys left than it should
 */
record KeyTaken(
    DeviceId device,
    Buffer registration,
    boolean admitted,
    Optional<Buffer> oneTimePreKey,
    boolean few) {}
