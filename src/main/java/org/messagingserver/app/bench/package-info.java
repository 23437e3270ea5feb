/**
 * The benchmark, {@code bench} of the jar: starts servers of its own, loads them through the
 * reference client, and sets what it measures against a floor of the same run. Called by the jar's
 * main alone.
 */
package org.messagingserver.app.bench;
