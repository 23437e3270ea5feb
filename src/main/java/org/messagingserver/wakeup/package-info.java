/**
 * Wake-ups of devices that are not connected: their subscriptions in Postgres, the marks that
 * appends have set, and the node that takes a mark and pushes. Called by the {@code session}
 * package.
 */
package org.messagingserver.wakeup;
