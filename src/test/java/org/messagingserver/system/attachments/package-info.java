/** Files beside messages: who may put and fetch them, at which pace, and what is left of them. */
package org.messagingserver.system.attachments;
