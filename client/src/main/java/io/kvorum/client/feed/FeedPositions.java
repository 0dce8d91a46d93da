package io.kvorum.client.feed;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a consumer has come, by partition; to be stored by the consumer together with what it made of the changes. Good at
 * any replica, for one bucket. What a position says is the cluster's own matter.
 *
 * @param byPartition a partition without one begins anew
 */
public record FeedPositions(SortedMap<Integer, Bytes> byPartition) {
    /** Of a consumer that has seen nothing. */
    public static final FeedPositions NONE = new FeedPositions(new TreeMap<>());

    private static final int VERSION = 1;

    public FeedPositions {
        byPartition = Collections.unmodifiableSortedMap(new TreeMap<>(byPartition));
    }

    public Optional<Bytes> of(int partition) {
        return Optional.ofNullable(byPartition.get(partition));
    }

    /** These, with those of the other for the partitions that it has. */
    public FeedPositions with(FeedPositions other) {
        SortedMap<Integer, Bytes> all = new TreeMap<>(byPartition);
        all.putAll(other.byPartition);
        return new FeedPositions(all);
    }

    public Bytes toBytes() {
        ByteWriter out = new ByteWriter(64 * (byPartition.size() + 1));
        out.writeByte(VERSION).writeVarLong(byPartition.size());
        byPartition.forEach((partition, position) -> out.writeVarLong(partition).writeBytes(position.array()));
        return Bytes.of(out.toByteArray());
    }

    /** @throws IllegalArgumentException if these are not the bytes of positions */
    public static FeedPositions of(Bytes bytes) {
        try {
            ByteReader in = new ByteReader(bytes.array());
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("positions of version " + version + ", known is " + VERSION);
            }
            SortedMap<Integer, Bytes> positions = new TreeMap<>();
            int count = in.readCount(2);
            for (int i = 0; i < count; i++) {
                positions.put(Math.toIntExact(in.readVarLong()), Bytes.of(in.readBytes()));
            }
            in.expectEnd();
            return new FeedPositions(positions);
        } catch (MalformedBytesException | ArithmeticException e) {
            throw new IllegalArgumentException("not the bytes of positions: " + e.getMessage(), e);
        }
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static FeedPositions parse(String text) {
        return of(Bytes.of(Base64.getUrlDecoder().decode(text)));
    }

    /** In URL-safe base64 without padding. */
    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(toBytes().array());
    }
}
