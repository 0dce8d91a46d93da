package io.kvorum.integrity.aggregate;

import io.kvorum.integrity.tag.TagGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a command depends on.
 *
 * @param version that the aggregate must have, 0 if it must not be there; else {@link VersionMismatch}
 * @param cause the event that led to it: its logical clock is passed, and its id noted
 * @param guards whose records go into the same write; the first that knows an outcome tells it
 */
public record CommandOptions(OptionalLong version, Optional<Event> cause, List<TagGuard> guards) {
    public static final CommandOptions DEFAULT = new CommandOptions(OptionalLong.empty(), Optional.empty(), List.of());

    public CommandOptions {
        guards = List.copyOf(guards);
    }

    public CommandOptions ifVersion(long expected) {
        return new CommandOptions(OptionalLong.of(expected), cause, guards);
    }

    public CommandOptions cause(Event event) {
        return new CommandOptions(version, Optional.of(event), guards);
    }

    public CommandOptions guard(TagGuard another) {
        List<TagGuard> all = new ArrayList<>(guards);
        all.add(another);
        return new CommandOptions(version, cause, all);
    }
}
