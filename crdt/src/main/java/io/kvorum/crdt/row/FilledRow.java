package io.kvorum.crdt.row;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import java.util.List;

/**
 * A key as it leaves a replica: its live versions with everything that the replica knows of the key. It speaks of one key
 * only: its context never enters the receiver's clock.
 */
public record FilledRow(List<Version> versions, DotSet context) {
    public static final FilledRow EMPTY = new FilledRow(List.of(), DotSet.EMPTY);

    public FilledRow {
        versions = Row.sorted(versions);
    }

    public boolean hasVersion(Dot dot) {
        return Row.hasDot(versions, dot);
    }

    /** The dots of the live versions, ascending. */
    public List<Dot> liveDots() {
        return versions.stream().map(Version::dot).toList();
    }

    /** What a client gets with these versions, to give it back with its next write. */
    public CausalContext toContext() {
        return new CausalContext(
                context,
                versions.stream().map(v -> new Shown(v.dot(), v.writeId())).toList());
    }

    public void writeTo(ByteWriter out) {
        new Row(versions, context).writeTo(out);
    }

    public static FilledRow readFrom(ByteReader in) {
        Row row = Row.readFrom(in);
        return new FilledRow(row.versions(), row.context());
    }
}
