package org.messagingserver.protocol;

/** One device of one user: what a message is sent to and a connection authenticates as. */
public record Address(UserId user, DeviceId device) {}
