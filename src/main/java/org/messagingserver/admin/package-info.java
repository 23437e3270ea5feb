/**
 * The operators' side: health and metrics on a port of their own. What is healthy is told by probes
 * that the {@code app} room passes in, and what was measured by the text of its registry.
 */
package org.messagingserver.admin;
