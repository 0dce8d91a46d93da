package io.kvorum.protocol.netty;

import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameCodec;
import io.kvorum.protocol.frame.FrameKind;
import io.kvorum.protocol.frame.RejectedFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Optional;

/**
 * Cuts frames out of the stream and fires each as a {@link io.kvorum.protocol.frame.FrameResult}: a {@link Frame}, or a
 * {@link RejectedFrame}. Never throws because of what a peer sent. After a rejected frame that is
 * {@linkplain RejectedFrame#fatal() fatal} it swallows everything: the next handler says goodbye and closes.
 *
 * <p>Memory is bounded by one frame of the limit, plus one read.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
    private int maxFrameBytes;
    private boolean dead;

    /** With the limit for the time before the hello. */
    public FrameDecoder() {
        this(FrameCodec.MAX_HELLO_FRAME_BYTES);
    }

    public FrameDecoder(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** The limit from the next frame on; to be called on the channel's event loop. */
    public void maxFrameBytes(int limit) {
        maxFrameBytes = limit;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (dead) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < FrameCodec.LENGTH_BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        Optional<RejectedFrame> badLength = FrameCodec.checkLength(length, maxFrameBytes);
        if (badLength.isPresent()) {
            dead = true;
            in.skipBytes(in.readableBytes());
            out.add(badLength.get());
            return;
        }
        if (in.readableBytes() - FrameCodec.LENGTH_BYTES < length) {
            return;
        }
        in.skipBytes(FrameCodec.LENGTH_BYTES);
        int kind = in.readByte();
        int flags = in.readByte();
        long streamId = in.readLong();
        int deadlineMillis = in.readInt();
        int bodyBytes = length - FrameCodec.HEADER_BYTES;
        Optional<RejectedFrame> badHeader = FrameCodec.checkHeader(kind, flags, streamId, deadlineMillis);
        if (badHeader.isPresent()) {
            in.skipBytes(bodyBytes);
            out.add(badHeader.get());
            return;
        }
        byte[] body = bodyBytes == 0 ? Frame.NO_BODY : new byte[bodyBytes];
        in.readBytes(body);
        out.add(new Frame(FrameKind.of(kind).orElseThrow(), streamId, deadlineMillis, body));
    }
}
