package io.kvorum.client.feed;

import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Up to where the events of one partition are processed. Not thread-safe. */
final class Acknowledged {
    /** With more unacknowledged pages every second of their positions is forgotten: what is repeated after a crash is more. */
    private static final int MAX_PAGES = 256;

    /** Once this event is processed the position holds. */
    private record Page(long lastNumber, Bytes position) {}

    private final List<Page> open = new ArrayList<>();
    private Optional<Bytes> position;

    Acknowledged(Optional<Bytes> start) {
        this.position = start;
    }

    /** A page was handed out, whose last event has this number. */
    void handedOut(long lastNumber, Bytes after) {
        open.add(new Page(lastNumber, after));
        if (open.size() > MAX_PAGES) {
            for (int i = open.size() - 2; i >= 0; i -= 2) {
                open.remove(i);
            }
        }
    }

    /** There was nothing for the consumer up to this position. */
    void passed(Bytes after) {
        if (open.isEmpty()) {
            position = Optional.of(after);
        } else {
            open.add(new Page(open.remove(open.size() - 1).lastNumber(), after));
        }
    }

    /** The event of this number is processed, and all of the partition before it. */
    void processed(long number) {
        while (!open.isEmpty() && open.get(0).lastNumber() <= number) {
            position = Optional.of(open.remove(0).position());
        }
    }

    Optional<Bytes> position() {
        return position;
    }
}
