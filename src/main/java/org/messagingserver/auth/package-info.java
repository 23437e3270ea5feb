/**
 * Proof of a client's identity: whether a signature is by the key in a userID, Ed25519 or XEdDSA.
 * Pure computation, about 0.07 ms for an Ed25519 signature where Conscrypt runs and 0.2 ms
 * elsewhere, and at most three times that for any other; called by the {@code session} package at
 * login and nowhere else.
 */
package org.messagingserver.auth;
