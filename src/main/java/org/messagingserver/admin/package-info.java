/**
 * The operators' side: health and metrics on a port of their own, and the token that changes need.
 * What is healthy is told by probes that the {@code app} room passes in, what was measured by the
 * text of its registry, and further routes are its to add.
 */
package org.messagingserver.admin;
