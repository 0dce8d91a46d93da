package io.kvorum.protocol.frame;

/**
 * One frame.
 *
 * @param streamId pairs a response with its request; 0 where nothing is paired
 * @param deadlineMillis what is left of the request's time when the frame is written, at least 0; 0: none given
 * @param body the array itself, not a copy: nobody may change it afterwards
 */
public record Frame(FrameKind kind, long streamId, int deadlineMillis, byte[] body) implements FrameResult {
    public static final byte[] NO_BODY = new byte[0];

    public Frame {
        if (deadlineMillis < 0) {
            throw new IllegalArgumentException("negative deadline: " + deadlineMillis);
        }
    }

    /** A frame without a deadline. */
    public static Frame of(FrameKind kind, long streamId, byte[] body) {
        return new Frame(kind, streamId, 0, body);
    }

    @Override
    public String toString() {
        return kind + "#" + streamId + "[" + body.length + " bytes]";
    }
}
