package io.kvorum.node;

/** The node does not start, or does not go on. The message says why, that nothing is damaged, and what to do. */
public final class NodeRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public NodeRefusal(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public NodeRefusal(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
