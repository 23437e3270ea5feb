package org.messagingserver.app.bench;

/**
 * What one round measured.
 *
 * @param perSecond messages a second, sent and received
 * @param serverMicros CPU of the server for a message
 * @param postgresMicros CPU of its Postgres for a message
 * @param median milliseconds from send to receipt
 * @param p99 the same, of the slowest hundredth
 */
record Round(
    double perSecond, double serverMicros, double postgresMicros, double median, double p99) {}
