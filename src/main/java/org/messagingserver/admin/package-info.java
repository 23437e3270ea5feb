/**
 * The operators' side: health endpoints on a port of their own. What is healthy is told by probes
 * that the {@code app} room passes in.
 */
package org.messagingserver.admin;
