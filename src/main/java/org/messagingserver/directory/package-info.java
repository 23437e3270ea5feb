/**
 * The directory of live Addresses: which event loops of which nodes hold a socket of an Address. A
 * wrong or missing entry costs time, never a message.
 */
package org.messagingserver.directory;
