package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules by which rows change: fill, strip, apply, merge, and the rule of write ids. All are pure functions; "clock" is
 * the partition clock of the replica that holds the row.
 */
public final class Rows {
    private Rows() {}

    /** The row's context together with what the clock covers. */
    public static DotSet filledContext(Row row, DotSet clock) {
        return row.context().join(clock.bases());
    }

    public static FilledRow fill(Row row, DotSet clock) {
        return new FilledRow(row.versions(), filledContext(row, clock));
    }

    /** Drops from the row's context what the clock covers by now. */
    public static Row strip(Row row, DotSet clock) {
        DotSet rest = row.context().minus(clock.bases());
        return rest.equals(row.context()) ? row : new Row(row.versions(), rest);
    }

    /**
     * Applies a mutation. The version is added unless the filled context covers its dot (then somebody who had seen it has
     * already replaced it, or it is here); the versions that the caller's context replaces go; and the caller's context and
     * the mutation's own dot join the row's context, so that a version which is still on its way is known to be obsolete.
     *
     * @param clock the clock before the mutation's dot enters it
     * @return the new row, not yet stripped
     */
    public static Row apply(Row row, DotSet clock, Mutation mutation) {
        boolean known = filledContext(row, clock).contains(mutation.dot());
        List<Version> versions = new ArrayList<>(row.versions().size() + 1);
        for (Version version : row.versions()) {
            if (!mutation.context().replaces(version)) {
                versions.add(version);
            }
        }
        if (!known && mutation.value().isPresent()) {
            versions.add(new Version(
                    mutation.dot(), mutation.writeId(), mutation.value().get(), mutation.expiresAtMillis()));
        }
        DotSet context = row.context().join(mutation.context().dots()).with(mutation.dot());
        return new Row(versions, context);
    }

    /**
     * Merges a filled row of another replica into this one's: a version stays that both have, or that one has and the other
     * does not know of.
     *
     * @return the new row, not yet stripped
     */
    public static Row merge(Row mine, DotSet clock, FilledRow theirs) {
        DotSet known = filledContext(mine, clock);
        List<Version> versions =
                new ArrayList<>(mine.versions().size() + theirs.versions().size());
        for (Version version : mine.versions()) {
            if (theirs.hasVersion(version.dot()) || !theirs.context().contains(version.dot())) {
                versions.add(version);
            }
        }
        for (Version version : theirs.versions()) {
            if (!mine.hasVersion(version.dot()) && !known.contains(version.dot())) {
                versions.add(version);
            }
        }
        DotSet context = mine.context().join(theirs.context()).join(DotSet.of(theirs.liveDots()));
        return new Row(versions, context);
    }

    /** Merges what two replicas answered to one read. */
    public static FilledRow merge(FilledRow one, FilledRow other) {
        Row merged = merge(new Row(one.versions(), one.context()), DotSet.EMPTY, other);
        return new FilledRow(merged.versions(), merged.context());
    }

    /**
     * Drops each version whose write was undone under another dot: its id is named as removed, or another dot of its id is
     * covered and no longer live. Tested on every apply, and again whenever log entries arrive.
     */
    public static Row dropByWriteId(Row row, DotSet clock, WriteIdIndex index) {
        if (row.versions().isEmpty()) {
            return row;
        }
        DotSet known = filledContext(row, clock);
        List<Version> versions = new ArrayList<>(row.versions().size());
        for (Version version : row.versions()) {
            if (!isUndone(version, row, known, index)) {
                versions.add(version);
            }
        }
        return versions.size() == row.versions().size() ? row : new Row(versions, row.context());
    }

    private static boolean isUndone(Version version, Row row, DotSet known, WriteIdIndex index) {
        if (index.isRemoved(version.writeId())) {
            return true;
        }
        for (Dot dot : index.dotsOf(version.writeId())) {
            if (!dot.equals(version.dot()) && known.contains(dot) && !row.hasVersion(dot)) {
                return true;
            }
        }
        return false;
    }

    /** What a reader sees: of the versions with one write id only that of the smallest dot. */
    public static List<Version> shown(List<Version> versions) {
        Set<WriteId> seen = new LinkedHashSet<>();
        List<Version> shown = new ArrayList<>(versions.size());
        for (Version version : versions) {
            if (seen.add(version.writeId())) {
                shown.add(version);
            }
        }
        return shown;
    }
}
