package org.messagingserver.client.kotlin

import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import okhttp3.OkHttpClient
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows
import org.messagingserver.client.ClientOptions
import org.messagingserver.client.Identity
import org.messagingserver.client.MessagingClient
import org.messagingserver.client.PreKeysOptions
import org.messagingserver.client.ServerRefusedException
import org.messagingserver.client.okhttp.OkHttpTransport
import org.messagingserver.protocol.DeviceId
import org.messagingserver.protocol.ErrorName
import org.messagingserver.testkit.TestServer

/** The coroutines do what the futures do, with a real server. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KotlinClientTest {
    private val server = TestServer.start()
    private val scope = CoroutineScope(Dispatchers.Default)
    private val http = OkHttpClient()
    private val client =
        MessagingClient.create(OkHttpTransport(http), ClientOptions.of(server.uri()))

    private class Numbered : PreKeys {
        override val registrationId = 7
        override val signedPreKey = "signed".toByteArray()

        override suspend fun oneTimePreKeys(count: Int) = List(count) { "key $it".toByteArray() }
    }

    private fun device(identity: Identity) =
        client.device(scope, identity, DeviceId.of(1), Numbered())

    @AfterEach
    fun stop() {
        http.dispatcher.executorService.shutdown()
        server.close()
    }

    private suspend fun Sender.sendAll(to: Device, vararg texts: String) =
        texts.forEach { send(to.address, it.toByteArray()) }

    @Test
    fun deliversMessagesInOrderAndAcksWhatWasCollected() = runBlocking {
        val identity = Identity.generate()
        val receiver = device(identity)
        receiver.connect()
        receiver.register(3)
        val sender = client.sender()
        sender.connect()
        sender.sendAll(receiver, "one", "two", "three")

        val first = receiver.messages.map { String(it) }.take(2).toList()
        receiver.close()
        val again = device(identity)
        again.connect()
        val rest = again.messages.map { String(it) }.take(2).toList()

        assertThat(first).containsExactly("one", "two")
        assertThat(rest).containsExactly("two", "three")
        again.close()
        sender.close()
    }

    @Test
    fun fetchesTheKeysThatTheDeviceRegistered() = runBlocking {
        val receiver = device(Identity.generate())
        receiver.connectOnce()
        receiver.register(1)
        val sender = client.sender()
        sender.connectOnce()

        val bundle = sender.preKeys(receiver.address.user()).single()

        assertThat(bundle.address()).isEqualTo(receiver.address)
        assertThat(bundle.oneTimePreKey()).isEqualTo("key 0".toByteArray())
        assertThat(receiver.keyStatus(false).oneTimeKeys()).isZero()
        receiver.close()
        sender.close()
    }

    @Test
    fun throwsWhatTheServerRefuses() = runBlocking {
        val sender = client.sender()
        sender.connect()

        val refused =
            assertThrows<ServerRefusedException> {
                runBlocking { sender.preKeys(Identity.generate().userId(), PreKeysOptions.ALL) }
            }

        assertThat(refused.error()).contains(ErrorName.UNKNOWN_USER)
        sender.close()
    }

    @Test
    fun saysWhetherItIsConnected() = runBlocking {
        val receiver = device(Identity.generate())
        val before = receiver.isConnected.value

        receiver.connect()
        receiver.isConnected.first { it }
        receiver.close()

        assertThat(before).isFalse()
        assertThat(receiver.isConnected.value).isFalse()
        assertThat(receiver.messages.toList()).isEmpty()
    }
}
