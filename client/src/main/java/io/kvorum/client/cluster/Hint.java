package io.kvorum.client.cluster;

import io.kvorum.client.call.Replies;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.List;
import java.util.Optional;

/**
 * A write that a node keeps for replicas that lack it.
 *
 * @param bucket the bucket's id
 * @param element of a key of a collection
 * @param missing the replicas that still lack it
 * @param setAside it came too late for its window and is kept for inspection only
 */
public record Hint(
        int partition,
        int bucket,
        Bytes key,
        Optional<Bytes> element,
        WriteId writeId,
        Dot dot,
        List<Integer> missing,
        boolean setAside) {
    public Hint {
        missing = List.copyOf(missing);
    }

    public static Hint of(io.kvorum.protocol.client.Hint from) {
        return new Hint(
                from.getPartition(),
                from.getBucket(),
                Replies.bytes(from.getKey()),
                Replies.element(from.getElement()),
                Replies.writeId(from.getWriteId()),
                Replies.dot(from.getDot()),
                from.getMissingList(),
                from.getSetAside());
    }
}
