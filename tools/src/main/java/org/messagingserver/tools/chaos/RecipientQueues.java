package org.messagingserver.tools.chaos;

/**
 * Numbers for pairs of sender and recipient.
 *
 * @param devices how many there are to send to
 */
record RecipientQueues(int devices) {

  int of(int sender, int device) {
    return sender * devices + device;
  }

  int sender(int lane) {
    return lane / devices;
  }

  int device(int lane) {
    return lane % devices;
  }
}
