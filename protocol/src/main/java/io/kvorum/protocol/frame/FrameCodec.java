package io.kvorum.protocol.frame;

import io.kvorum.protocol.frame.RejectedFrame.Problem;
import java.util.Optional;

/** The checks and the arithmetic of the frame layout, without buffers or sockets; see the package's description. */
public final class FrameCodec {
    /** The length field. */
    public static final int LENGTH_BYTES = 4;
    /** What follows the length field before the body; the least valid length. */
    public static final int HEADER_BYTES = 14;
    /** Default limit of the length field. */
    public static final int DEFAULT_MAX_FRAME_BYTES = 16 << 20;
    /** Limit of the length field until the hello is done: a stranger may not make the receiver buffer more. */
    public static final int MAX_HELLO_FRAME_BYTES = 16 << 10;

    private FrameCodec() {}

    /** The value of a frame's length field. */
    public static int length(Frame frame) {
        return Math.addExact(HEADER_BYTES, frame.body().length);
    }

    /** To be asked as soon as the length field is there, before anything is buffered for the rest. */
    public static Optional<RejectedFrame> checkLength(int length, int maxFrameBytes) {
        if (length < HEADER_BYTES) {
            return Optional.of(new RejectedFrame(
                    Problem.LENGTH_TOO_SMALL,
                    0,
                    "frame length " + length + " is less than a header of " + HEADER_BYTES));
        }
        if (length > maxFrameBytes) {
            return Optional.of(new RejectedFrame(
                    Problem.TOO_LARGE,
                    0,
                    "frame of " + Integer.toUnsignedString(length) + " bytes; the limit is " + maxFrameBytes));
        }
        return Optional.empty();
    }

    /** To be asked when the header is there; empty if a frame can be made of it. */
    public static Optional<RejectedFrame> checkHeader(int kind, int flags, long streamId, int deadlineMillis) {
        if (FrameKind.of(kind).isEmpty()) {
            return Optional.of(
                    new RejectedFrame(Problem.UNKNOWN_KIND, streamId, "unknown frame kind " + (kind & 0xFF)));
        }
        if (flags != 0) {
            return Optional.of(new RejectedFrame(
                    Problem.UNKNOWN_FLAGS, streamId, "unknown frame flags 0x" + Integer.toHexString(flags & 0xFF)));
        }
        if (deadlineMillis < 0) {
            return Optional.of(
                    new RejectedFrame(Problem.NEGATIVE_DEADLINE, streamId, "negative deadline " + deadlineMillis));
        }
        return Optional.empty();
    }
}
