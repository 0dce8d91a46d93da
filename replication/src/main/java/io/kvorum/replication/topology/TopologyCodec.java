package io.kvorum.replication.topology;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.replication.quorum.Level;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a topology, as stored and sent. One topology has exactly one encoding. */
public final class TopologyCodec {
    private static final int VERSION = 7;
    /** Buckets have no ttl there. */
    private static final int WITHOUT_TTL = 2;
    /** Buckets have no feed retention there. */
    private static final int FIRST_VERSION = 1;
    /** Buckets have no kind before, and nobody votes. */
    private static final int WITH_KINDS = 4;
    /** No strong bucket has a feed before. */
    private static final int WITH_FEEDS = 5;
    /** No acceptor gathers before. */
    private static final int WITH_GATHERING = 6;
    /** No bucket has a type before. */
    private static final int WITH_TYPES = 7;

    private static final List<Level.Kind> KINDS = List.of(
            Level.Kind.COUNT,
            Level.Kind.ONE,
            Level.Kind.LOCAL_QUORUM,
            Level.Kind.QUORUM,
            Level.Kind.EACH_QUORUM,
            Level.Kind.ALL);

    private TopologyCodec() {}

    public static byte[] toBytes(Topology topology) {
        ByteWriter writer = new ByteWriter(1024);
        writer.writeByte(VERSION);
        writeText(writer, topology.clusterId());
        writer.writeVarLong(topology.epoch()).writeVarLong(topology.slots());
        writer.writeVarLong(topology.nodes().size());
        for (NodeInfo node : topology.nodes()) {
            writer.writeVarLong(node.number());
            writeText(writer, node.name());
            writeText(writer, node.address());
            writeText(writer, node.zone());
            writeText(writer, node.region());
        }
        writer.writeVarLong(topology.rings().size());
        for (PlacementRing ring : topology.rings()) {
            writeText(writer, ring.placement().toString());
            for (List<Integer> owners : ring.replicas()) {
                owners.forEach(writer::writeVarLong);
            }
        }
        writer.writeVarLong(topology.buckets().size());
        for (Bucket bucket : topology.buckets()) {
            writer.writeVarLong(bucket.id());
            writeText(writer, bucket.name());
            writeText(writer, bucket.placement().toString());
            writeLevel(writer, bucket.read());
            writeLevel(writer, bucket.write());
            writer.writeByte(bucket.sloppy() ? 1 : 0).writeVarLong(bucket.maxSiblings());
            writer.writeVarLong(bucket.feedRetention().toMillis());
            writer.writeVarLong(bucket.ttl().toMillis());
            writer.writeByte(bucket.kind().ordinal()).writeByte(bucket.feed() ? 1 : 0);
            writer.writeByte(bucket.type().code());
        }
        writer.writeVarLong(topology.nextBucketId());
        writeAcceptors(writer, topology.acceptors());
        return writer.toByteArray();
    }

    /** @throws MalformedBytesException if the bytes are no encoding, or that of something that cannot be a topology */
    public static Topology fromBytes(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        int version = reader.readByte();
        if (version < FIRST_VERSION || version > VERSION) {
            throw new MalformedBytesException(
                    "topology of format " + version + ", known are " + FIRST_VERSION + " to " + VERSION);
        }
        String clusterId = readText(reader);
        long epoch = reader.readVarLong();
        int slots = readNumber(reader, Topologies.MAX_SLOTS);
        List<NodeInfo> nodes = readNodes(reader);
        List<PlacementRing> rings = readRings(reader, slots);
        List<Bucket> buckets = readBuckets(reader, version);
        int nextBucketId = readNumber(reader, Integer.MAX_VALUE);
        Acceptors acceptors = version < WITH_KINDS ? Acceptors.NONE : readAcceptors(reader, version);
        reader.expectEnd();
        Topology topology = new Topology(clusterId, epoch, slots, nodes, buckets, rings, nextBucketId, acceptors);
        TopologyRules.violation(topology).ifPresent(message -> {
            throw new MalformedBytesException("not a topology: " + message);
        });
        return topology;
    }

    private static List<NodeInfo> readNodes(ByteReader reader) {
        int count = reader.readCount(5);
        List<NodeInfo> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(new NodeInfo(
                    readNumber(reader, Integer.MAX_VALUE),
                    readText(reader),
                    readText(reader),
                    readText(reader),
                    readText(reader)));
        }
        return nodes;
    }

    private static List<PlacementRing> readRings(ByteReader reader, int slots) {
        int count = reader.readCount(1 + slots);
        List<PlacementRing> rings = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            Placement placement = readPlacement(reader);
            List<List<Integer>> replicas = new ArrayList<>(slots);
            for (int slot = 0; slot < slots; slot++) {
                List<Integer> owners = new ArrayList<>(placement.replicas());
                for (int i = 0; i < placement.replicas(); i++) {
                    owners.add(readNumber(reader, Integer.MAX_VALUE));
                }
                replicas.add(owners);
            }
            rings.add(new PlacementRing(index, placement, replicas));
        }
        return rings;
    }

    private static List<Bucket> readBuckets(ByteReader reader, int version) {
        int count = reader.readCount(9);
        List<Bucket> buckets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int id = readNumber(reader, Integer.MAX_VALUE);
            String name = readText(reader);
            Placement placement = readPlacement(reader);
            Level read = readLevel(reader);
            Level write = readLevel(reader);
            boolean sloppy = readNumber(reader, 1) == 1;
            int maxSiblings = readNumber(reader, Integer.MAX_VALUE);
            Duration retention =
                    version == FIRST_VERSION ? Duration.ZERO : readDuration(reader, Bucket.LONGEST_FEED_RETENTION);
            Duration ttl = version <= WITHOUT_TTL ? Duration.ZERO : readDuration(reader, Bucket.LONGEST_TTL);
            Bucket.Kind kind = version < WITH_KINDS ? Bucket.Kind.EVENTUAL : readKind(reader);
            boolean feed = version >= WITH_FEEDS && readNumber(reader, 1) == 1;
            CellType type = version < WITH_TYPES ? CellType.NONE : readType(reader);
            buckets.add(new Bucket(
                    id, name, kind, placement, read, write, sloppy, maxSiblings, ttl, retention, feed, type));
        }
        return buckets;
    }

    private static Bucket.Kind readKind(ByteReader reader) {
        return Bucket.Kind.values()[readNumber(reader, Bucket.Kind.values().length - 1)];
    }

    private static CellType readType(ByteReader reader) {
        int code = reader.readByte();
        return CellType.ofCode(code)
                .orElseThrow(() -> new MalformedBytesException(
                        "a bucket has type " + code + ", which this program does not know: use a newer one"));
    }

    private static void writeAcceptors(ByteWriter writer, Acceptors acceptors) {
        writer.writeVarLong(acceptors.epoch()).writeVarLong(acceptors.names().size());
        for (Acceptors.Name name : acceptors.names()) {
            writer.writeVarLong(name.node()).writeLong(name.acceptor().id()).writeVarLong(name.count());
            writer.writeByte(name.gathers() ? 1 : 0);
        }
    }

    private static Acceptors readAcceptors(ByteReader reader, int version) {
        long epoch = reader.readVarLong();
        int count = reader.readCount(10);
        List<Acceptors.Name> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(new Acceptors.Name(
                    readNumber(reader, Integer.MAX_VALUE),
                    new Actor(reader.readLong()),
                    readNumber(reader, Integer.MAX_VALUE),
                    version >= WITH_GATHERING && readNumber(reader, 1) == 1));
        }
        return new Acceptors(epoch, names);
    }

    private static Duration readDuration(ByteReader reader, Duration longest) {
        long millis = reader.readVarLong();
        if (millis < 0 || millis > longest.toMillis()) {
            throw new MalformedBytesException("duration of " + millis + " ms");
        }
        return Duration.ofMillis(millis);
    }

    private static Placement readPlacement(ByteReader reader) {
        String text = readText(reader);
        if (Placements.parse(text) instanceof Placements.Valid valid
                && valid.placement().toString().equals(text)) {
            return valid.placement();
        }
        throw new MalformedBytesException("not a placement: " + text);
    }

    private static void writeLevel(ByteWriter writer, Level level) {
        writer.writeByte(KINDS.indexOf(level.kind()));
        if (level.kind() == Level.Kind.COUNT) {
            writer.writeVarLong(level.count());
        }
    }

    private static Level readLevel(ByteReader reader) {
        Level.Kind kind = KINDS.get(readNumber(reader, KINDS.size() - 1));
        return new Level(kind, kind == Level.Kind.COUNT ? readNumber(reader, Integer.MAX_VALUE) : 0);
    }

    private static void writeText(ByteWriter writer, String text) {
        writer.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readText(ByteReader reader) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(reader.readBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedBytesException("text is not UTF-8");
        }
    }

    private static int readNumber(ByteReader reader, int most) {
        long number = reader.readVarLong();
        if (number < 0 || number > most) {
            throw new MalformedBytesException("number " + number + " is not between 0 and " + most);
        }
        return (int) number;
    }
}
