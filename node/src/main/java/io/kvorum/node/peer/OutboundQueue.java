package io.kvorum.node.peer;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameKind;
import io.kvorum.protocol.peer.PeerProto.PeerMessages;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for one connection. Bounded by bytes, counted until the kernel has them; beyond the bound they are
 * dropped, so that a slow peer costs no more than this. What is waiting when the connection's turn comes leaves as one frame.
 *
 * <p>{@link #offer} is for any thread, the rest for the channel's event loop.
 */
final class OutboundQueue {
    /** A frame is closed when it is at least so large; the largest message comes on top. */
    static final int FRAME_BYTES = 256 << 10;

    private record Outgoing(long epoch, byte[] message) {}

    private final Channel channel;
    private final long maxBytes;
    private final LongSupplier durableSequence;
    private final PeerMeter meter;
    private final int node;
    private final Queue<Outgoing> waiting = new MpscUnboundedArrayQueue<>(256);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private @Nullable Outgoing next;

    OutboundQueue(Channel channel, int node, long maxBytes, LongSupplier durableSequence, PeerMeter meter) {
        this.channel = channel;
        this.node = node;
        this.maxBytes = maxBytes;
        this.durableSequence = durableSequence;
        this.meter = meter;
    }

    /** @return false if the queue is full */
    boolean offer(long epoch, byte[] message) {
        if (bytes.addAndGet(message.length) > maxBytes) {
            bytes.addAndGet(-message.length);
            return false;
        }
        waiting.add(new Outgoing(epoch, message));
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::flush);
        }
        return true;
    }

    long bytes() {
        return bytes.get();
    }

    /** Writes what waits, as long as the channel takes it. */
    void flush() {
        scheduled.set(false);
        boolean written = false;
        while (channel.isWritable() && peek() != null) {
            writeFrame();
            written = true;
        }
        if (written) {
            channel.flush();
        }
    }

    private @Nullable Outgoing peek() {
        if (next == null) {
            next = waiting.poll();
        }
        return next;
    }

    private void writeFrame() {
        List<byte[]> messages = new ArrayList<>();
        int size = 0;
        long epoch = -1;
        for (Outgoing outgoing = peek(); outgoing != null; outgoing = peek()) {
            // The epoch is the frame's: another one begins another frame.
            if (size >= FRAME_BYTES || (epoch != -1 && outgoing.epoch != epoch)) {
                break;
            }
            epoch = outgoing.epoch;
            messages.add(outgoing.message);
            size += outgoing.message.length;
            next = null;
        }
        int released = size;
        meter.sent(node, messages.size(), size);
        channel.write(Frame.of(FrameKind.PEER_MESSAGES, 0, body(epoch, messages)))
                .addListener(done -> bytes.addAndGet(-released));
    }

    /** Assembles {@code PeerMessages} from envelopes that are bytes already. */
    private byte[] body(long epoch, List<byte[]> messages) {
        byte[] head = PeerMessages.newBuilder()
                .setEpoch(epoch)
                .setDurableSequence(durableSequence.getAsLong())
                .build()
                .toByteArray();
        int size = head.length;
        for (byte[] message : messages) {
            size += CodedOutputStream.computeByteArraySize(PeerMessages.MESSAGES_FIELD_NUMBER, message);
        }
        byte[] body = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(body);
        try {
            out.writeRawBytes(head);
            for (byte[] message : messages) {
                out.writeTag(PeerMessages.MESSAGES_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeByteArrayNoTag(message);
            }
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return body;
    }
}
