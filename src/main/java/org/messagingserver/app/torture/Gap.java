package org.messagingserver.app.torture;

/**
 * How long a message was safe and not delivered, though its recipient was connected.
 *
 * @param millis from its Ack, or from when the recipient connected where that was later
 * @param at when it ended, in milliseconds since the run began
 */
record Gap(int millis, int at) {}
