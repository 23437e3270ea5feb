/**
 * What tests are written with: servers in this JVM or in processes of their own, clients that do
 * exactly what a test asks for, and observers of logs, metrics and wires. The tests of the tools
 * share it, and add to it what needs a tool.
 */
package org.messagingserver.testkit;
