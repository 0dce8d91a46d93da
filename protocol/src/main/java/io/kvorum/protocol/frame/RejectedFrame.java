package io.kvorum.protocol.frame;

/**
 * A frame that breaks the rules.
 *
 * @param streamId the frame's, so that its sender can be told; 0 if it is not known
 * @param message for people
 */
public record RejectedFrame(Problem problem, long streamId, String message) implements FrameResult {
    /** What is wrong with a frame. */
    public enum Problem {
        /** The length is less than a header, or negative. */
        LENGTH_TOO_SMALL,
        /** The length is more than the receiver's limit. */
        TOO_LARGE,
        UNKNOWN_KIND,
        UNKNOWN_FLAGS,
        NEGATIVE_DEADLINE
    }

    /** Whether the connection has to be closed: where the next frame begins is not known, or too far away. */
    public boolean fatal() {
        return switch (problem) {
            case LENGTH_TOO_SMALL, TOO_LARGE -> true;
            case UNKNOWN_KIND, UNKNOWN_FLAGS, NEGATIVE_DEADLINE -> false;
        };
    }
}
