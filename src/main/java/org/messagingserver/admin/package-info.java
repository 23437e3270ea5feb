/**
 * The operators' side: health and metrics on a separate port, and the token that changes need. The
 * {@code app} package passes in the health probes and the registry of metrics, and adds further
 * routes.
 */
package org.messagingserver.admin;
