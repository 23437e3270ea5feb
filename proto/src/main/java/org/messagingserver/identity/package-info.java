/**
 * Identities: {@link org.messagingserver.identity.UserId}, {@link
 * org.messagingserver.identity.DeviceId} and the two together, {@link
 * org.messagingserver.identity.Address}. Values only; every other package may use them, and none of
 * them ever shows its contents in {@code toString()}.
 */
package org.messagingserver.identity;
