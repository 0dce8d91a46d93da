package io.kvorum.protocol.netty;

import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Writes {@link Frame}s. Without state: one instance serves all channels. */
@Sharable
public final class FrameEncoder extends MessageToByteEncoder<Frame> {
    public static final FrameEncoder INSTANCE = new FrameEncoder();

    private FrameEncoder() {
        super(Frame.class);
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext context, Frame frame, boolean preferDirect) {
        int bytes = FrameCodec.LENGTH_BYTES + FrameCodec.length(frame);
        return preferDirect ? context.alloc().ioBuffer(bytes) : context.alloc().heapBuffer(bytes);
    }

    @Override
    protected void encode(ChannelHandlerContext context, Frame frame, ByteBuf out) {
        out.writeInt(FrameCodec.length(frame));
        out.writeByte(frame.kind().number());
        out.writeByte(0);
        out.writeLong(frame.streamId());
        out.writeInt(frame.deadlineMillis());
        out.writeBytes(frame.body());
    }
}
