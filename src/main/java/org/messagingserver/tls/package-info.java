/**
 * Files of TLS, for clients and for the bus between nodes: reads them, makes sure that they can be
 * used and belong together, and says in words what is wrong. Knows no socket; everything here
 * blocks, for milliseconds.
 */
package org.messagingserver.tls;
