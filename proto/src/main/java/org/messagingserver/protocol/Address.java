package org.messagingserver.protocol;

/**
 * One device of one user: the destination of messages, and the identity of an authenticated
 * connection.
 */
public record Address(UserId user, DeviceId device) {}
