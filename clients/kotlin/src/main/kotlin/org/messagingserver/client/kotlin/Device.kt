package org.messagingserver.client.kotlin

import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.future.await
import kotlinx.coroutines.future.future
import org.messagingserver.client.Admission
import org.messagingserver.client.AuthenticatedConnection
import org.messagingserver.client.KeysOnFile
import org.messagingserver.client.MessageHandler
import org.messagingserver.client.MessagingClient
import org.messagingserver.client.PreKeySource
import org.messagingserver.client.Signer
import org.messagingserver.client.WakeupSource
import org.messagingserver.client.WakeupStatus
import org.messagingserver.client.WakeupSubscription
import org.messagingserver.protocol.Address
import org.messagingserver.protocol.DeviceId

/** Provides a device's public keys. */
interface PreKeys {
    /** This device's registration id, the same until the app is reinstalled. */
    val registrationId: Int

    /** This device's signed prekey, the same until it is renewed by another registration. */
    val signedPreKey: ByteArray

    /** New one-time keys, whose private keys are stored before it returns. */
    suspend fun oneTimePreKeys(count: Int): List<ByteArray>
}

/**
 * An [AuthenticatedConnection] with functions that suspend. Each ends and fails as the method of
 * the same name does; cancelling the caller does not take back a request.
 */
class Device
internal constructor(connection: (MessageHandler) -> AuthenticatedConnection) {
    private class Delivery(val message: ByteArray, val handled: CompletableFuture<Void?>)

    private val deliveries = Channel<Delivery>(Channel.UNLIMITED)
    private val connected = MutableStateFlow(false)
    private val core = connection(MessageHandler(::deliver))

    init {
        core.onConnected { connected.value = true }
        core.onDisconnected { connected.value = false }
    }

    // The core delivers one message at a time: the channel holds no more.
    private fun deliver(message: ByteArray): CompletableFuture<Void?> {
        val delivery = Delivery(message, CompletableFuture())
        deliveries.trySend(delivery)
        return delivery.handled
    }

    /** The Address to which others send messages for this device. */
    val address: Address
        get() = core.address()

    /** Whether there is a socket that is logged in. */
    val isConnected: StateFlow<Boolean> = connected.asStateFlow()

    /**
     * The messages for this device, for one collector at a time. A message is acked when the
     * collector has handled it; if that throws, or the collection ends with it, the server sends
     * the message again after the next login.
     */
    val messages: Flow<ByteArray> = flow {
        for (delivery in deliveries) {
            try {
                emit(delivery.message)
                delivery.handled.complete(null)
            } finally {
                delivery.handled.completeExceptionally(NotHandledException())
            }
        }
    }

    /** Connects, and returns when that has succeeded for the first time. */
    suspend fun connect() {
        core.connect().await()
    }

    /** Connects, and fails if the first attempt does. */
    suspend fun connectOnce() {
        core.connectOnce().await()
    }

    /** Closes the connection permanently, and ends [messages]. */
    suspend fun close() {
        core.close().await()
        connected.value = false
        deliveries.close()
    }

    /** Registers this device with this number of one-time keys. */
    suspend fun register(oneTimePreKeys: Int) {
        core.register(oneTimePreKeys).await()
    }

    /** Replaces who may reach this device. */
    suspend fun admit(admission: Admission) {
        core.admit(admission).await()
    }

    /** Removes this device: its registration, its keys and its waiting messages. */
    suspend fun unregister() {
        core.unregister().await()
    }

    /** Asks which keys of this device the server has on file. */
    suspend fun keyStatus(oneTimeKeyHashes: Boolean): KeysOnFile =
        core.keyStatus(oneTimeKeyHashes).await()

    /** Has the server wake this device, or no longer. */
    suspend fun setWakeup(subscription: WakeupSubscription?) {
        (if (subscription == null) core.removeWakeup() else core.setWakeup(subscription)).await()
    }

    /** Asks whether the server wakes this device. */
    suspend fun wakeupStatus(): WakeupStatus = core.wakeupStatus().await()

    /** Returns when everything that waited at the login has been handled and acked. */
    suspend fun drained() {
        core.drained().await()
    }
}

/** The collector of [Device.messages] has not handled a message. */
class NotHandledException : Exception("the collector has not handled the message")

/**
 * Creates the connection of a device.
 *
 * @param scope runs [PreKeys.oneTimePreKeys]
 */
fun MessagingClient.device(
    scope: CoroutineScope,
    signer: Signer,
    device: DeviceId,
    preKeys: PreKeys,
    wakeups: WakeupSource = WakeupSource.NONE,
): Device = Device { messages ->
    authenticated(signer, device, ScopedPreKeys(scope, preKeys), messages, wakeups)
}

private class ScopedPreKeys(val scope: CoroutineScope, val keys: PreKeys) : PreKeySource {
    override fun registrationId() = keys.registrationId

    override fun signedPreKey() = keys.signedPreKey

    override fun oneTimePreKeys(count: Int) = scope.future { keys.oneTimePreKeys(count) }
}
