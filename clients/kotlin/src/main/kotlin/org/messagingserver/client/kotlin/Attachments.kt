package org.messagingserver.client.kotlin

import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.produceIn
import kotlinx.coroutines.future.await
import kotlinx.coroutines.future.future
import org.messagingserver.client.ClientOptions
import org.messagingserver.client.Transport
import org.messagingserver.client.attachments.Attachments as CoreAttachments
import org.messagingserver.client.attachments.ContentSource
import org.messagingserver.client.attachments.HttpTransport
import org.messagingserver.client.attachments.TransferProgress
import org.messagingserver.client.attachments.UploadedAttachment

/**
 * [CoreAttachments] with functions that suspend, and content as a [Flow]. Each fails as the method
 * of the same name does; cancelling the caller ends the transfer.
 */
class Attachments(private val core: CoreAttachments) {
    /** Uploads a file. */
    suspend fun upload(file: Path): UploadedAttachment = core.upload(file).await()

    /**
     * Uploads content, collecting it no faster than the server takes it.
     *
     * @param size of the content, in bytes
     */
    suspend fun upload(
        content: Flow<ByteArray>,
        size: Long,
        progress: TransferProgress = TransferProgress.NONE,
    ): UploadedAttachment = coroutineScope {
        val parts = content.buffer(Channel.RENDEZVOUS).produceIn(this)
        val source = ContentSource { future { parts.next() } }
        try {
            core.upload(source, size, progress).await()
        } finally {
            parts.cancel()
        }
    }

    /** Downloads to a file that must not exist. */
    suspend fun download(link: String, file: Path, maxBytes: Long) {
        core.download(link, file, maxBytes).await()
    }

    /**
     * The content behind a link, downloaded by each collector. Each part is authentic, and the
     * download waits while the collector handles one. It ends when the collection does.
     *
     * @param maxBytes the largest content to accept
     * @throws IllegalArgumentException in the collector, if the text is no link to an attachment
     */
    fun download(
        link: String,
        maxBytes: Long,
        progress: TransferProgress = TransferProgress.NONE,
    ): Flow<ByteArray> = flow {
        val parts = Channel<Part>(Channel.UNLIMITED)
        val download = core.download(link, { bytes -> parts.offer(bytes) }, maxBytes, progress)
        download.whenComplete { _, failure -> parts.close(failure) }
        try {
            for (part in parts) {
                emit(part.bytes)
                part.taken.complete(null)
            }
        } finally {
            download.cancel(false)
        }
    }

    // An empty part would look like the end.
    private suspend fun ReceiveChannel<ByteArray>.next(): ByteArray {
        for (part in this) {
            if (part.isNotEmpty()) {
                return part
            }
        }
        return ByteArray(0)
    }

    private class Part(val bytes: ByteArray, val taken: CompletableFuture<Void?>)

    // The core gives one part at a time: the channel holds no more.
    private fun Channel<Part>.offer(bytes: ByteArray): CompletableFuture<Void?> {
        val part = Part(bytes, CompletableFuture())
        trySend(part)
        return part.taken
    }

    companion object {
        /** Creates one, which needs no closing, and whose transfers share one thread. */
        fun <T> create(transport: T, options: ClientOptions): Attachments where
        T : Transport,
        T : HttpTransport = Attachments(CoreAttachments.create(transport, options))
    }
}
