/**
 * Reads the configuration strictly: paths, types, and the nearest known key for one that is not.
 * Each package builds its own settings record from a {@link
 * org.messagingserver.config.ConfigSection}; all errors are reported at once. Knows nothing of any
 * other package.
 */
package org.messagingserver.config;
