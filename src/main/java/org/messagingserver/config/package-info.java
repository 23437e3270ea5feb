/**
 * Reads the configuration strictly: paths, types, and the nearest known key for one that is not.
 * Each room builds its own settings record from a {@link org.messagingserver.config.Section}; all
 * errors are reported at once. Knows nothing of any other room.
 */
package org.messagingserver.config;
