/**
 * The benchmark, {@code bench} of the jar: starts servers and baselines, loads both in turn, and
 * compares the measurements of one with those of the other. A {@link
 * org.messagingserver.tools.bench.Row} says what is compared, a {@link
 * org.messagingserver.tools.bench.InterleavedRuns} does it, a {@link
 * org.messagingserver.tools.bench.Table} shows it. Called by the jar's main alone.
 */
package org.messagingserver.tools.bench;
