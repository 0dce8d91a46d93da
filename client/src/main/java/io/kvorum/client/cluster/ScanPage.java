package io.kvorum.client.cluster;

import io.kvorum.client.Sibling;
import io.kvorum.client.call.Replies;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.Scanned;
import java.util.List;
import java.util.Optional;

/**
 * A page of what one node holds of a partition, in row order.
 *
 * @param next where the next page starts; empty at the end
 * @param clock of the partition
 */
public record ScanPage(List<Row> rows, Bytes next, DotSet clock) {
    /**
     * @param bucket the bucket's id
     * @param element of a collection: its bytes; empty elsewhere
     * @param versions all live ones, also several of one write id
     * @param rowContext what the row knows beyond the partition's clock
     */
    public record Row(
            int bucket, Bytes key, Optional<Bytes> element, List<Sibling<Bytes>> versions, DotSet rowContext) {
        public Row {
            versions = List.copyOf(versions);
        }

        /** Of a key without elements. */
        public Row(int bucket, Bytes key, List<Sibling<Bytes>> versions, DotSet rowContext) {
            this(bucket, key, Optional.empty(), versions, rowContext);
        }
    }

    public ScanPage {
        rows = List.copyOf(rows);
    }

    public boolean isLast() {
        return next.isEmpty();
    }

    public static ScanPage of(Scanned from) {
        List<Row> rows = from.getRowsList().stream()
                .map(row -> new Row(
                        row.getBucket(),
                        Replies.bytes(row.getKey()),
                        Replies.element(row.getElement()),
                        Replies.versions(row.getVersionsList()),
                        DotSets.of(row.getRowContext())))
                .toList();
        return new ScanPage(rows, Replies.bytes(from.getNext()), DotSets.of(from.getClock()));
    }
}
