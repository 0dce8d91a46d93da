package io.kvorum.integrity.aggregate;

import io.kvorum.crdt.codec.Bytes;
import java.util.List;

/**
 * A command was carried out, by now or before.
 *
 * @param aggregate as the command left it; as it is now if it was carried out before
 * @param events that it led to; none if it was carried out before
 * @param outcome as decided, byte for byte also if it was carried out before
 * @param replayed it was carried out before, and nothing was changed now
 */
public record Execution<S>(Aggregate<S> aggregate, List<Event> events, Bytes outcome, boolean replayed) {
    public Execution {
        events = List.copyOf(events);
    }

    public long version() {
        return aggregate.version();
    }

    public S state() {
        return aggregate.state();
    }
}
