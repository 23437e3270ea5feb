/**
 * Web Push, as an application server speaks it: RFC 8030 with the encryption of RFC 8291 and the
 * tokens of RFC 8292. Endpoints come from clients, so nothing here connects to an address that is
 * not public, and no target gets more than a bounded number of requests.
 */
package org.messagingserver.webpush;
