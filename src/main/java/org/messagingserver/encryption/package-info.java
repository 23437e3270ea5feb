/**
 * Keeps the database blind: the keyset file, the keyed hash that represents a user, the
 * fingerprints that show whether two keys are the same, and the seal around everything else. The
 * only package that holds secret keys. {@link org.messagingserver.encryption.Encryption} is made
 * once, off the event loop, and then used from any thread by the packages that store; {@link
 * org.messagingserver.encryption.KeysetEditor} is for the operator's commands.
 */
package org.messagingserver.encryption;
