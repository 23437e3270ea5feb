/**
 * Registrations and the keys that come with them, in Postgres: when a Register adds and when it
 * replaces, how many devices and keys there may be, and handing out one-time keys. Called by the
 * {@code session} package.
 */
package org.messagingserver.prekeys;
