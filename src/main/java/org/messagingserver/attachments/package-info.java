/**
 * Files that travel beside messages: a client asks for an {@link
 * org.messagingserver.attachments.UploadOffer}, puts the bytes to one link and sends the other to
 * those who are to fetch them. AttachmentLinks are capabilities, made with the deployment's keyset,
 * so that every node knows them and none has to remember them. An {@link
 * org.messagingserver.attachments.AttachmentStore} holds the bytes. Nothing here knows who asks;
 * the {@code session} package makes offers, and the {@code socket} package moves bytes.
 */
package org.messagingserver.attachments;
