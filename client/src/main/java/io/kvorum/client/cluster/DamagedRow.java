package io.kvorum.client.cluster;

import io.kvorum.client.call.Replies;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.DamagedRows;
import java.util.Optional;

/**
 * A row of a node that does not fit its checksum: the node says nothing of its key until the row is replaced.
 *
 * @param bucket the bucket's id
 * @param key of the row; of a strong bucket a key, or a tag in braces: it is what the change feed goes by, not what the key holds
 * @param element of a key of a collection
 * @param everywhere all other replicas have said that theirs is damaged, too
 * @param givenUp nothing takes its place if nobody has it
 */
public record DamagedRow(
        int partition, int bucket, Bytes key, Optional<Bytes> element, boolean everywhere, boolean givenUp) {
    public static DamagedRow of(DamagedRows.Row row) {
        return new DamagedRow(
                row.getPartition(),
                row.getBucket(),
                Replies.bytes(row.getKey()),
                Replies.element(row.getElement()),
                row.getEverywhere(),
                row.getGivenUp());
    }
}
