package org.messagingserver.client.kotlin

import io.vertx.core.json.JsonObject
import java.nio.file.Path
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit
import kotlin.random.Random
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import okhttp3.OkHttpClient
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import org.messagingserver.client.ClientOptions
import org.messagingserver.client.attachments.AttachmentException
import org.messagingserver.client.okhttp.OkHttpTransport
import org.messagingserver.testkit.Mail
import org.messagingserver.testkit.Scrape
import org.messagingserver.testkit.TestServer

/** Coroutines move files through a real server. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KotlinAttachmentsTest {
    @TempDir lateinit var directory: Path
    private lateinit var server: TestServer
    private lateinit var attachments: Attachments
    private val http = OkHttpClient()
    private val content = Random(1).nextBytes(300_000)

    @BeforeEach
    fun start() {
        val settings = JsonObject().put("store", "directory").put("directory", "$directory/kept")
        server = TestServer.start(JsonObject().put("attachments", settings))
        attachments = Attachments.create(OkHttpTransport(http), ClientOptions.of(server.uri()))
    }

    @AfterEach
    fun stop() {
        http.dispatcher.executorService.shutdown()
        server.close()
    }

    private fun parts() = content.asList().chunked(70_000).map { it.toByteArray() }

    private suspend fun link() = attachments.upload(parts().asFlow(), content.size.toLong()).link()

    private fun List<ByteArray>.joined() = fold(ByteArray(0)) { all, part -> all + part }

    // OkHttp reads each answer on one of them.
    private fun readers() = (http.dispatcher.executorService as ThreadPoolExecutor).activeCount

    private fun transfers() = Scrape.of(server).value("messaging_attachments_transfers")

    @Test
    fun givesTheFlowThatWasUploaded() = runBlocking<Unit> {
        val parts = attachments.download(link(), content.size.toLong()).toList()

        assertThat(parts.joined()).isEqualTo(content)
    }

    @Test
    fun movesFiles() = runBlocking<Unit> {
        val file = directory.resolve("file").also { it.toFile().writeBytes(content) }
        val copy = directory.resolve("copy")

        attachments.download(attachments.upload(file).link(), copy, content.size.toLong())

        assertThat(copy).hasSameBinaryContentAs(file)
    }

    @Test
    fun endsTheDownloadWithTheCollection() = runBlocking<Unit> {
        val link = link()

        val parts = attachments.download(link, 300_000)
        assertThat(parts.onEach { assertThat(readers()).isPositive() }.first()).isNotEmpty()

        Mail.until { readers() == 0 }
    }

    @Test
    fun endsTheUploadWithItsCoroutine() = runBlocking<Unit> {
        val collected = CompletableDeferred<Unit>()
        val endless = flow {
            emit(content)
            collected.complete(Unit)
            awaitCancellation()
        }
        val upload = launch(Dispatchers.Default) { attachments.upload(endless, 1_000_000) }
        collected.await()
        Mail.until { transfers() == 1.0 }

        upload.cancel()
        upload.join()

        Mail.until { transfers() == 0.0 }
    }

    @Test
    fun failsWithTheCollector() = runBlocking<Unit> {
        val broken = parts().asFlow().onEach { throw IllegalStateException("mine") }

        val failure =
            assertThrows<IllegalStateException> {
                runBlocking { attachments.upload(broken, content.size.toLong()) }
            }

        assertThat(failure).hasMessage("mine")
    }

    @Test
    fun throwsWhyADownloadFailed() = runBlocking<Unit> {
        val link = link()

        val failure =
            assertThrows<AttachmentException> {
                runBlocking { attachments.download(link, 1000).toList() }
            }

        assertThat(failure.problem()).isEqualTo(AttachmentException.Problem.TOO_LARGE)
    }
}
