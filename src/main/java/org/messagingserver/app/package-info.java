/**
 * The program: reads and checks the configuration before anything starts, builds the graph of all
 * packages, and closes it in order. {@link org.messagingserver.app.Main} is the command line,
 * {@link org.messagingserver.app.MainVerticle} what {@code vertx run} deploys.
 */
package org.messagingserver.app;
