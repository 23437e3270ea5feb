/**
 * Counts what the nodes of a large cluster would send one another, in a model of the directory and
 * of the event bus; a test holds its rules to the server's own classes.
 */
package org.messagingserver.tools.scaling;
