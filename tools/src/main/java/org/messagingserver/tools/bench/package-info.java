/**
 * The benchmark, {@code bench} of the jar: starts servers and baselines, loads both in turn, and
 * compares their measurements. A {@link org.messagingserver.tools.bench.Row} defines a comparison,
 * {@link org.messagingserver.tools.bench.InterleavedRuns} measures it, and {@link
 * org.messagingserver.tools.bench.Table} formats the results. Only the jar's main calls it.
 */
package org.messagingserver.tools.bench;
