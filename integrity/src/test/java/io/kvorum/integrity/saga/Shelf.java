package io.kvorum.integrity.saga;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagGuard;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagStore;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import io.kvorum.integrity.tag.Time;

/** A participant: things that are free, held or taken. Each effect moves some, so one that is made twice shows. */
final class Shelf {
    static final String TAG = "shelf-1";
    private static final StepGuards GUARDS = new StepGuards(StepGuardOptions.DEFAULT);

    private final TagStore store;
    private final Time time;
    private TagUpdates updates;

    /** How a participant does what it is asked. */
    interface Manner {
        Bytes handle(Shelf shelf, StepRequest request, long amount);
    }

    /** What there is. @param heldUntil by the cluster's time */
    record Contents(long free, long held, long taken, long heldUntil) {
        static Contents of(TagContents tag) {
            String[] parts = tag.value("shelf").orElseThrow().toUtf8().split(" ");
            return new Contents(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]));
        }

        Bytes encode() {
            return Bytes.ofUtf8(free + " " + held + " " + taken + " " + heldUntil);
        }

        Contents after(StepRequest request, long amount) {
            return switch (request.direction()) {
                case TRY -> {
                    if (free < amount) {
                        throw new StepRefused("only " + free + " there");
                    }
                    yield new Contents(free - amount, held + amount, taken, request.holdUntilMillis());
                }
                case CONFIRM -> {
                    if (held < amount) {
                        throw new StepRefused("it is not held any more");
                    }
                    yield new Contents(free, held - amount, taken + amount, heldUntil);
                }
                case CANCEL -> new Contents(free + held + taken, 0, 0, 0);
            };
        }

        /** Without a hold before. */
        Contents afterAction(StepRequest request, long amount) {
            return request.direction() == Direction.CONFIRM
                    ? new Contents(free - amount, held, taken + amount, 0)
                    : after(request, amount);
        }
    }

    Shelf(TagStore store, Time time) {
        this.store = store;
        this.time = time;
        restart();
    }

    void restart() {
        updates = new TagUpdates(store, TagOptions.DEFAULT.time(time));
    }

    TagUpdates updates() {
        return updates;
    }

    /** As it should be done: the mark and the effect are one write. */
    static final Manner RIGHT = (shelf, request, amount) -> shelf.guarded(GUARDS.of(request), request, amount);

    Bytes guarded(TagGuard guard, StepRequest request, long amount) {
        return updates.update(TAG, view -> {
            var known = guard.before(view);
            if (known.isPresent()) {
                return Step.done(known.get());
            }
            TagWrite write = effect(view, request, amount);
            Bytes outcome = Bytes.ofUtf8(request.direction() + " done");
            guard.addTo(write, view, outcome);
            return Step.write(write, outcome);
        });
    }

    /** Without any mark. */
    Bytes unguarded(StepRequest request, long amount) {
        return updates.update(
                TAG, view -> Step.write(effect(view, request, amount), Bytes.ofUtf8(request.direction() + " done")));
    }

    private static TagWrite effect(TagView view, StepRequest request, long amount) {
        Contents present = Contents.of(view.contents());
        Contents next =
                request.step().equals("order") ? present.afterAction(request, amount) : present.after(request, amount);
        return new TagWrite().put("shelf", next.encode());
    }

    /** What is held for too long is free again. */
    void sweep() {
        boolean unused = updates.update(TAG, view -> {
            Contents present = Contents.of(view.contents());
            if (present.held() == 0 || view.clusterMillis() < present.heldUntil()) {
                return Step.done(false);
            }
            Contents swept = new Contents(present.free() + present.held(), 0, present.taken(), 0);
            return Step.write(new TagWrite().put("shelf", swept.encode()), true);
        });
    }
}
