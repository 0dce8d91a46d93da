package io.kvorum.integrity.tag;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.TagHead;
import java.time.Duration;

/**
 * The head of a tag: which updates were made last, and whether the clock is believed. A clock that is ahead of the last update by more than
 * {@link #LONGEST_STEP} waits to be believed: until as long again has passed by it, and it has not gone back meanwhile. So a clock that
 * jumps makes nothing be forgotten, and a tag that was left alone for days forgets a little later.
 */
record Head(TagHead record) {
    static final String NAME = "head";
    /** Of so many updates it is known whose they were. */
    static final int RECENT = 32;

    static final Duration LONGEST_STEP = Duration.ofHours(1);

    /** What became of an update. */
    enum Fate {
        MADE,
        /** And never will be. */
        NOT_MADE,
        /** It may be made as long as nobody else makes one. */
        OPEN,
        /** Too many were made since. */
        FORGOTTEN
    }

    static Head of(TagContents contents) {
        return new Head(contents.value(NAME).map(Head::parse).orElse(TagHead.getDefaultInstance()));
    }

    private static TagHead parse(Bytes bytes) {
        try {
            return TagHead.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("key '" + NAME + "' holds something that is no head of a tag", e);
        }
    }

    long commit() {
        return record.getCommit();
    }

    /** After another update. @param name of it, random */
    Head next(long name, long nowMillis) {
        TagHead.Builder next = record.toBuilder().setCommit(commit() + 1).clearRecent();
        int kept = Math.min(record.getRecentCount(), RECENT - 1);
        for (int i = record.getRecentCount() - kept; i < record.getRecentCount(); i++) {
            next.addRecent(record.getRecent(i));
        }
        return new Head(next.addRecent(name)
                .setSeenMillis(nowMillis)
                .setSuspectSinceMillis(suspectSince(nowMillis))
                .build());
    }

    /** Is this clock believed for forgetting? */
    boolean believes(long nowMillis) {
        return suspectSince(nowMillis) == 0;
    }

    private long suspectSince(long nowMillis) {
        long since = record.getSuspectSinceMillis();
        if (since != 0 && nowMillis >= since) {
            return nowMillis - since >= LONGEST_STEP.toMillis() ? 0 : since;
        }
        boolean first = commit() == 0;
        return !first && nowMillis - record.getSeenMillis() > LONGEST_STEP.toMillis() ? nowMillis : 0;
    }

    /** What became of the update that would have had this number. */
    Fate fateOf(long number, long name) {
        if (commit() < number) {
            return commit() == number - 1 ? Fate.OPEN : Fate.FORGOTTEN;
        }
        long index = record.getRecentCount() - 1 - (commit() - number);
        if (index < 0) {
            return Fate.FORGOTTEN;
        }
        return record.getRecent((int) index) == name ? Fate.MADE : Fate.NOT_MADE;
    }

    Bytes encode() {
        return Bytes.of(record.toByteArray());
    }
}
