/**
 * Whether a node belongs to its deployment: that its keyset and its database belong together, and
 * that it agrees with the other nodes on both. Owns the tables {@code deployment} and {@code
 * sealing_key}; asked once, at the start, before anything is sealed.
 */
package org.messagingserver.deployment;
