package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A bucket that is created, written and dropped at once, while messages from one node to another are late, so that mutations,
 * hints and rows of it come after the drop, and while a node dies before it has removed them. Nobody judges these writes one
 * by one: no row may be left of them in the end, and nothing else may suffer.
 */
final class DoomedBucket {
    private static final long MILLI = 1_000_000;
    private static final int KEYS = 40;
    private static final int TYPE_FORK = 3;

    private final SimWorld world;
    private final CatalogueClient buckets;
    private final SimRandom random;
    private boolean over;

    DoomedBucket(SimWorld world, CatalogueClient buckets) {
        this.world = world;
        this.buckets = buckets;
        this.random = new SimRandom(world.config().seed()).fork(700);
    }

    boolean begin(Fault fault, Runnable crash) {
        SimRandom own = random.fork(fault.index());
        String name = "doomed" + fault.index();
        String placement = world.topology()
                .bucket(Plan.BUCKET)
                .map(bucket -> bucket.placement().toString())
                .orElse("3");
        // Rows of their own for elements have more to be removed with them.
        CellType type = own.fork(TYPE_FORK).chance(40) ? CellType.SET : CellType.NONE;
        Map<String, String> properties = new TreeMap<>(
                Map.of("placement", placement, "max-siblings", "7", "r", "1", "w", "1", "type", type.text()));
        int serialiser = world.config().founding().metadataNode();
        buckets.change(
                serialiser,
                new ClientRequest.CreateBucket(name, properties),
                own.fork(1),
                epoch -> after(own.between(1, 40), () -> {
                    write(fault, name, type, own);
                    after(own.between(1, 60), () -> drop(name, own, crash));
                }));
        return true;
    }

    private void write(Fault fault, String name, CellType type, SimRandom own) {
        world.network().slow(fault.node(), fault.other(), fault.durationMillis() * MILLI);
        after(2 * fault.durationMillis(), () -> world.network().slow(fault.node(), fault.other(), 0));
        for (int i = 0; i < fault.amount(); i++) {
            WriteId id = new WriteId(own.next(), i, SimClock.trueMillis(world.queue()));
            String key = "d" + own.below(KEYS);
            boolean put = own.chance(90);
            Bytes value = type == CellType.SET ? new Operand.Toggle(true).toBytes() : Bytes.ofUtf8("doomed " + id);
            ClientRequest request = new ClientRequest.Write(
                    name,
                    Bytes.ofUtf8(type == CellType.SET ? "d" : key),
                    put ? Optional.of(value) : Optional.empty(),
                    Bytes.EMPTY,
                    id,
                    Optional.of(Level.ONE),
                    Optional.of(own.chance(30)),
                    put && i % 3 == 0 ? Optional.of(OpDraw.LONG_TTL_MILLIS) : Optional.empty(),
                    type,
                    type == CellType.SET ? Bytes.ofUtf8(key) : Bytes.EMPTY);
            int coordinator =
                    own.chance(60) ? fault.node() : 1 + own.below(world.config().nodes());
            Call.send(world, coordinator, coordinator, request, 400, own, new ReplySink() {
                @Override
                public void reply(ClientReply reply) {}

                @Override
                public void broken() {}
            });
        }
    }

    private void drop(String name, SimRandom own, Runnable crash) {
        int serialiser = world.config().founding().metadataNode();
        buckets.change(serialiser, new ClientRequest.DropBucket(name), own.fork(2), epoch -> {
            if (own.chance(40)) {
                after(own.between(100, 900), crash);
            }
        });
    }

    private void after(long millis, Runnable action) {
        world.queue().after(millis * MILLI, () -> {
            if (!over) {
                action.run();
            }
        });
    }

    void end() {
        over = true;
    }
}
