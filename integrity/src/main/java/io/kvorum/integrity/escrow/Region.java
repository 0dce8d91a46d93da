package io.kvorum.integrity.escrow;

import io.kvorum.integrity.record.EscrowMark;
import io.kvorum.integrity.record.EscrowTransfer;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.util.List;
import java.util.Optional;

/** The shares of one region. Each method is at most one write, by compare-and-set. */
record Region(String name, TagUpdates updates, EscrowOptions options) {
    /**
     * What became of a request.
     *
     * @param left the rights of the region after it
     * @param sequence of the transfer that it begins; 0 if it begins none
     * @param repeated it was made before, under its id; left and sequence are as they were told then
     * @param after the share after it, or as it is now if it was made before
     */
    record Made(long left, long sequence, boolean repeated, Share after) {}

    Place place(String key) {
        return new Place(key, name);
    }

    /** By a linearizable read; empty if there never was one. */
    Optional<Share> read(String key) {
        TagContents contents = updates.read(key);
        return contents.entry(Share.NAME).map(entry -> Share.of(contents, place(key)));
    }

    Made make(String key, Change change, Optional<String> id) {
        return updates.update(key, view -> decide(key, change, id, view));
    }

    private Step<Made> decide(String key, Change change, Optional<String> id, TagView view) {
        Share present = Share.of(view.contents(), place(key));
        TagWrite write = new TagWrite();
        if (id.isEmpty()) {
            return written(write, made(change, present, key));
        }
        RequestMarks marks = new RequestMarks(view.contents(), place(key));
        Optional<EscrowMark> before = marks.find(id.get(), change);
        if (before.isPresent()) {
            EscrowMark mark = before.get();
            return Step.done(new Made(mark.getLeft(), mark.getSequence(), true, present));
        }
        Made made = made(change, present, key);
        marks.add(id.get(), change, made, write, view, options);
        return written(write, made);
    }

    private Made made(Change change, Share present, String key) {
        Share after = change.applyTo(present, place(key));
        long sequence = change instanceof Change.Send send ? after.to(send.to()).getSequence() : 0;
        return new Made(after.left(), sequence, false, after);
    }

    private static Step<Made> written(TagWrite write, Made made) {
        return Step.write(write.put(Share.NAME, made.after().encode()), made);
    }

    /** Lets transfers arrive. @return all from that region up to this number have */
    long receive(String key, String from, List<EscrowTransfer> pending) {
        return updates.update(key, view -> {
            Share present = Share.of(view.contents(), place(key));
            Share after = present.received(from, pending, place(key));
            return step(present, after, after.from(from).getSequence());
        });
    }

    /** Forgets transfers that have arrived. */
    void forget(String key, String to, long arrived) {
        long unused = updates.update(key, view -> {
            Share present = Share.of(view.contents(), place(key));
            return step(present, present.forgot(to, arrived, place(key)), arrived);
        });
    }

    private static Step<Long> step(Share present, Share after, long result) {
        return after.equals(present)
                ? Step.done(result)
                : Step.write(new TagWrite().put(Share.NAME, after.encode()), result);
    }
}
