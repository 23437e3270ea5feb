/**
 * The baselines of the benchmark: the minimum implementation on the same libraries. Each runs in a
 * separate process, as {@code bench baseline} of the jar.
 */
package org.messagingserver.tools.bench.baseline;
