/** The client on OkHttp: the transport for Android, and for other Javas without Vert.x. */
package org.messagingserver.client.okhttp;
