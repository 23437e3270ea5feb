package org.messagingserver.tools.chaos;

/**
 * Numbers the pairs of sender and recipient.
 *
 * @param devices number of recipients
 */
record SenderRecipientPairs(int devices) {

  int of(int sender, int device) {
    return sender * devices + device;
  }

  int sender(int pair) {
    return pair / devices;
  }

  int device(int pair) {
    return pair % devices;
  }
}
