/**
 * What the server is measured against: the least that anybody could do on the same libraries. Each
 * runs in a process of its own, as {@code bench floor} of the jar.
 */
package org.messagingserver.app.bench.floor;
