/**
 * The explorer page, which shows a newcomer in a browser what crosses the wire: two people, each
 * with two sockets to this server. It is made from {@code src/main/explorer} and {@code
 * clients/typescript} when the server is built, and held in memory; the {@code socket} package
 * answers with it where {@code http.explorer} says so. To the server its sockets are like any
 * others.
 */
package org.messagingserver.explorer;
