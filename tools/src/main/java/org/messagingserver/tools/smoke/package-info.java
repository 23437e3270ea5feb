/**
 * The smoke test, {@code smoke [URL…]} of the jar: two users and a stranger test the whole protocol
 * against running servers. It blocks its own thread on each answer, and uses the reference client;
 * {@link org.messagingserver.tools.smoke.RawSocket} sends what that client would never send. Only
 * the jar's main calls it.
 */
package org.messagingserver.tools.smoke;
