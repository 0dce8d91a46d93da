package io.kvorum.commerce.store;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.tag.TagGuard;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Optional;

/** Lets a command that ends something through once its time is over by all clocks. A clock that has jumped ends nothing. */
public final class Overdue {
    /** The outcome of a command that came too early: nothing was changed. */
    public static final Bytes NOT_YET = Bytes.ofUtf8("not yet");

    private Overdue() {}

    /** @param millis by the cluster's time */
    public static TagGuard since(long millis) {
        return new TagGuard() {
            @Override
            public Optional<Bytes> before(TagView view) {
                return view.mayForget(millis) ? Optional.empty() : Optional.of(NOT_YET);
            }

            @Override
            public void addTo(TagWrite write, TagView view, Bytes outcome) {
                // It leaves nothing behind.
            }
        };
    }
}
