package io.kvorum.integrity.inbox;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventVerifier;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagGuard;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Optional;

/** Makes the effects of events happen once. Safe for use by many threads. */
public final class Inbox {
    private final InboxOptions options;
    private final EventVerifier verifier;

    /** @param verifier of those whose events are accepted */
    public Inbox(InboxOptions options, EventVerifier verifier) {
        this.options = options;
        this.verifier = verifier;
    }

    /**
     * Guards the command that applies an event: its mark goes into the same write. A command whose event was applied before is not carried
     * out; its outcome is empty then.
     *
     * <p>The command fails with {@link EventTooOld} or {@link TagFull} if the event must not be applied. What the command itself throws leaves
     * no mark: the event may come again.
     *
     * @throws DamagedEvent if the event is not signed by somebody who is known
     */
    public TagGuard of(Event event) {
        verifier.verify(event);
        return new TagGuard() {
            @Override
            public Optional<Bytes> before(TagView view) {
                Marks marks = new Marks(view.contents());
                if (marks.isApplied(event)) {
                    return Optional.of(Bytes.EMPTY);
                }
                if (marks.isBelowFloor(event)) {
                    throw new EventTooOld(event, view.contents().tag());
                }
                return Optional.empty();
            }

            @Override
            public void addTo(TagWrite write, TagView view, Bytes outcome) {
                new Marks(view.contents()).add(event, write, view, options);
            }
        };
    }
}
