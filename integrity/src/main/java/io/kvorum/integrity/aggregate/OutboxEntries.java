package io.kvorum.integrity.aggregate;

import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The events in an aggregate's tag that are not known to be sent: keys {@code outbox-N}, N their number in 19 digits. */
public final class OutboxEntries {
    /** What the names of the entries begin with. */
    public static final String PREFIX = "outbox-";

    private OutboxEntries() {}

    static String name(long sequence) {
        return PREFIX + String.format(Locale.ROOT, "%019d", sequence);
    }

    /** In their order. @throws DamagedEvent if one is not what was written */
    public static List<Event> of(TagContents contents) {
        List<Event> events = new ArrayList<>();
        contents.startingWith(PREFIX).values().forEach(entry -> events.add(Event.parse(entry.value())));
        return events;
    }

    /**
     * Removes entries: they are sent. Needs no condition, for their names are never used again; so it may be made twice, or late.
     *
     * @param sent of one aggregate
     */
    public static TagWrite remove(List<Event> sent) {
        TagWrite write = new TagWrite();
        sent.forEach(event -> write.delete(name(event.sequence())));
        return write;
    }
}
