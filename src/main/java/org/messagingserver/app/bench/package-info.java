/**
 * The benchmark, {@code bench} of the jar: starts servers and floors of its own, loads both in
 * turn, and sets what it measures of one against the other. A {@link
 * org.messagingserver.app.bench.Row} says what is compared, a {@link
 * org.messagingserver.app.bench.Contest} does it, a {@link org.messagingserver.app.bench.Table}
 * shows it. Called by the jar's main alone.
 */
package org.messagingserver.app.bench;
