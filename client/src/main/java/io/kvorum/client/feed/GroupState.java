package io.kvorum.client.feed;

import io.kvorum.client.Bucket;
import io.kvorum.client.Context;
import io.kvorum.client.Siblings;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the members of a group know of each other and of how far they have come, in a bucket of the cluster: one key with the
 * members and when each was last heard of, and a key with the position of each partition. What is written concurrently is merged:
 * of a member the later time counts, of positions any: each is one up to which somebody has processed everything.
 */
final class GroupState {
    private final Bucket<Bytes, Bytes> bucket;
    private final String prefix;

    GroupState(Bucket<Bytes, Bytes> bucket, String followed, String group) {
        this.bucket = bucket;
        this.prefix = "feed-group/" + followed + "/" + group + "/";
    }

    /**
     * Says that a member is alive, and who else is.
     *
     * @param alive false: it leaves
     * @return the members that were heard of within {@code lifeMillis}, and this one
     */
    Set<Long> heartbeat(long member, boolean alive, long nowMillis, long lifeMillis) {
        Bytes key = Bytes.ofUtf8(prefix + "members");
        Siblings<Bytes> found = bucket.siblings(key);
        SortedMap<Long, Long> members = new TreeMap<>();
        for (Bytes version : found.values()) {
            ByteReader in = new ByteReader(version.array());
            int count = in.readCount(2 * Long.BYTES);
            for (int i = 0; i < count; i++) {
                members.merge(in.readLong(), in.readLong(), Math::max);
            }
        }
        members.values().removeIf(heardOf -> heardOf < nowMillis - lifeMillis);
        members.remove(member);
        if (alive) {
            members.put(member, nowMillis);
        }
        ByteWriter out = new ByteWriter(16 * (members.size() + 1)).writeVarLong(members.size());
        members.forEach((other, heardOf) -> out.writeLong(other).writeLong(heardOf));
        put(key, Bytes.of(out.toByteArray()), found.context());
        return members.keySet();
    }

    /** The stored positions of these partitions. */
    FeedPositions positions(Set<Integer> partitions) {
        SortedMap<Integer, Bytes> positions = new TreeMap<>();
        for (int partition : partitions) {
            bucket.siblings(positionKey(partition)).values().stream()
                    .findFirst()
                    .ifPresent(position -> positions.put(partition, position));
        }
        return new FeedPositions(positions);
    }

    void store(int partition, Bytes position) {
        Bytes key = positionKey(partition);
        put(key, position, bucket.siblings(key).context());
    }

    private void put(Bytes key, Bytes value, Context context) {
        bucket.put(key, value, WriteOptions.DEFAULT.context(context));
    }

    private Bytes positionKey(int partition) {
        return Bytes.ofUtf8(prefix + "position/" + partition);
    }
}
