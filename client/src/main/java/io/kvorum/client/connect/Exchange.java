package io.kvorum.client.connect;

import io.kvorum.protocol.client.Request;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request on its way over one connection. Done at most once; after {@link #cancel} never. */
public final class Exchange {
    private final Request request;
    private final long deadlineNanos;
    private final Consumer<Answer> whenDone;
    private boolean over;
    private @Nullable Link link;
    private long streamId;

    Exchange(Request request, long deadlineNanos, Consumer<Answer> whenDone) {
        this.request = request;
        this.deadlineNanos = deadlineNanos;
        this.whenDone = whenDone;
    }

    /** Nobody waits for the answer any more. The request is not called back from the server. */
    public void cancel() {
        over = true;
        Link by = link;
        if (by != null) {
            by.forget(streamId, this);
        }
    }

    boolean isOver() {
        return over;
    }

    Request request() {
        return request;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    void sentOver(Link by, long id) {
        link = by;
        streamId = id;
    }

    void done(Answer answer) {
        if (!over) {
            over = true;
            whenDone.accept(answer);
        }
    }
}
