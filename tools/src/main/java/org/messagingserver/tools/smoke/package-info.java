/**
 * The smoke run, {@code smoke [URL…]} of the jar: two users and a stranger try the whole protocol
 * against running servers and say what they find. It blocks on each answer, in its own thread, and
 * speaks through the reference client; what that client would never send goes by {@link
 * org.messagingserver.tools.smoke.RawSocket}. Called by the jar's main alone.
 */
package org.messagingserver.tools.smoke;
