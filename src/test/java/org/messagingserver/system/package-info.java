/**
 * Rules that clients and operators can observe, by subject. Each test starts a whole server and
 * talks to it over real sockets; a class named {@code …IT} starts the packaged jar.
 *
 * <ul>
 *   <li>{@code protocol}: handshakes, frames, sequences, TLS, and the bytes of docs/vectors.json
 *   <li>{@code login}, {@code prekeys}, {@code sending}, {@code receiving}: what a user does
 *   <li>{@code attachments}: files beside messages
 *   <li>{@code limits}: what one client may ask for, and what it costs the others
 *   <li>{@code privacy}: what nobody learns, from answers, logs, wires or the database
 *   <li>{@code outages}: Postgres away, broken or with the wrong time, and crashes
 *   <li>{@code cluster}: several nodes
 *   <li>{@code startstop}: every way to start, to fail to start, and to stop
 *   <li>{@code operations}: metrics, health, backups, files for operators
 *   <li>{@code pages}: the explorer page and the console
 *   <li>{@code fuzz}: generated sessions
 * </ul>
 */
package org.messagingserver.system;
