/**
 * The baselines of the benchmark: the least that anybody could do on the same libraries. Each runs
 * in a separate process, as {@code bench floor} of the jar.
 */
package org.messagingserver.tools.bench.baseline;
