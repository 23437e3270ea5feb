package org.messagingserver.client.kotlin

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.future.await
import kotlinx.coroutines.future.future
import org.messagingserver.client.AnonymousConnection
import org.messagingserver.client.DeliveryToken
import org.messagingserver.client.DeviceDirectory
import org.messagingserver.client.MessagePart
import org.messagingserver.client.MessagingClient
import org.messagingserver.client.PreKeyBundle
import org.messagingserver.client.PreKeysOptions
import org.messagingserver.client.SendOptions
import org.messagingserver.client.ServerRefusedException
import org.messagingserver.protocol.Address
import org.messagingserver.protocol.DeviceId
import org.messagingserver.protocol.Handling
import org.messagingserver.protocol.UploadLinks
import org.messagingserver.protocol.UserId

/** An app's record of the devices that it has sessions with. */
interface KnownDevices {
    /** The devices of this user that the app has sessions with, and their registrationIDs. */
    suspend fun known(user: UserId): Map<DeviceId, Int>

    /** Receives the keys of devices that are new, or were reinstalled. */
    suspend fun changed(user: UserId, bundles: List<PreKeyBundle>)
}

/**
 * An [AnonymousConnection] with functions that suspend. Each ends and fails as the method of the
 * same name does; cancelling the caller does not take back a message.
 */
class Sender internal constructor(private val core: AnonymousConnection) {
    /** Connects, and returns when that has succeeded for the first time. */
    suspend fun connect() {
        core.connect().await()
    }

    /** Connects, and fails if the first attempt does. */
    suspend fun connectOnce() {
        core.connectOnce().await()
    }

    /** Closes the connection permanently. */
    suspend fun close() {
        core.close().await()
    }

    /** Sends a message until the server acks it. */
    suspend fun send(to: Address, sealedMessage: ByteArray, options: SendOptions = SendOptions.NONE) {
        core.send(to, sealedMessage, options).await()
    }

    /** Sends one message to several devices; returns for each part why it was refused, if it was. */
    suspend fun sendMultiRecipient(
        shared: ByteArray,
        parts: List<MessagePart>,
        handling: Handling = Handling.ORDINARY,
    ): List<ServerRefusedException?> =
        core.sendMultiRecipient(shared, parts, handling).await().map { it.orElse(null) }

    /** Fetches the keys of a user's devices. */
    suspend fun preKeys(
        user: UserId,
        options: PreKeysOptions = PreKeysOptions.ALL,
    ): List<PreKeyBundle> = core.preKeys(user, options).await()

    /** Finds out whether a user has new devices, or devices that were reinstalled. */
    suspend fun checkDevices(user: UserId, token: DeliveryToken? = null) {
        (if (token == null) core.checkDevices(user) else core.checkDevices(user, token)).await()
    }

    /** Requests a place for an attachment. */
    suspend fun requestUpload(bytes: Long): UploadLinks = core.requestUpload(bytes).await()
}

/** Creates a connection for sending and for fetching keys. */
fun MessagingClient.sender(): Sender = Sender(anonymous())

/**
 * Creates such a connection that also finds out which devices of recipients have changed.
 *
 * @param scope runs the functions of the record
 */
fun MessagingClient.sender(scope: CoroutineScope, devices: KnownDevices): Sender =
    Sender(anonymous(ScopedDirectory(scope, devices)))

private class ScopedDirectory(val scope: CoroutineScope, val devices: KnownDevices) :
    DeviceDirectory {
    override fun known(user: UserId) = scope.future { devices.known(user) }

    override fun changed(user: UserId, bundles: List<PreKeyBundle>) =
        scope.future<Void?> {
            devices.changed(user, bundles)
            null
        }
}
