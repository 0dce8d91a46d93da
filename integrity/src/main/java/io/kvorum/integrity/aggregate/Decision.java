package io.kvorum.integrity.aggregate;

import io.kvorum.crdt.codec.Bytes;
import java.util.List;

/**
 * What follows from a command.
 *
 * @param events in their order; none leaves the state alone
 * @param outcome what the caller is told, and told again if it repeats a request
 */
public record Decision(List<NewEvent> events, Bytes outcome) {
    public Decision {
        events = List.copyOf(events);
    }

    public static Decision of(NewEvent... events) {
        return new Decision(List.of(events), Bytes.EMPTY);
    }

    /** Nothing happens: what was asked for is so, or is refused by the outcome. */
    public static Decision nothing(Bytes outcome) {
        return new Decision(List.of(), outcome);
    }

    public Decision outcome(Bytes told) {
        return new Decision(events, told);
    }
}
