/**
 * The command line of the tools, {@link org.messagingserver.tools.Main}; each tool has a package.
 */
package org.messagingserver.tools;
