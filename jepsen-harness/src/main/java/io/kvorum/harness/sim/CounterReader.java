package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.harness.checker.Write;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.CounterFound;
import io.kvorum.replication.request.ClientRequest;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads counters, and judges each value by the history at once. No two sets of increments have the same sum, so a value tells which it is of:
 * of all that an acknowledged one whose quorum the read's meets, and those that an earlier read had shown; of none that did not happen; and
 * of each once.
 */
final class CounterReader {
    private final SimWorld world;
    private final Ledger ledger;
    private final Coverage coverage;
    private final CellType type;
    private final List<Seen> seen;

    /** What a read has shown. */
    record Seen(RowKey key, SortedSet<WriteId> increments, int answered, long invoked, long completed) {}

    CounterReader(SimWorld world, Ledger ledger, Coverage coverage) {
        this.world = world;
        this.ledger = ledger;
        this.coverage = coverage;
        this.type = ledger.typed().type();
        this.seen = ledger.countersSeen();
    }

    /** @param then called when it is read, or is not */
    void read(Op op, RowKey key, int site, SimRandom random, Runnable then) {
        long invoked = world.now();
        ClientRequest request = new ClientRequest.ReadCounter(op.bucket(), key.key(), type, Optional.of(op.level()));
        new Call(world, site, op.patience(), request, random, end -> {
                    if (end instanceof Call.End.Success(ClientReply reply, int ignored)) {
                        if (reply instanceof CounterFound found) {
                            judge(key, found, invoked);
                        } else {
                            world.violate(
                                    Violation.Kind.BUG,
                                    Fingerprints.name(key),
                                    "a read of a counter is answered with " + reply);
                        }
                    }
                    then.run();
                })
                .start();
    }

    private void judge(RowKey key, CounterFound found, long invoked) {
        // What is shown is at so many; more may have answered.
        int answered = found.receipt().required();
        SortedSet<WriteId> shownBefore = shownBefore(key, answered, invoked);
        SortedMap<WriteId, Long> open = new TreeMap<>();
        SortedSet<WriteId> certain = new TreeSet<>();
        long rest = found.value();
        for (WriteState write : ledger.writes()) {
            if (write.key.bucket() != key.bucket() || !write.key.key().equals(key.key())) {
                continue;
            }
            long delta = Operand.Increment.read(write.value.orElseThrow()).delta();
            if (isCertain(write, answered, invoked) || shownBefore.contains(write.id)) {
                certain.add(write.id);
                rest -= delta;
            } else if (write.result != Write.Result.NOT_APPLIED) {
                open.put(write.id, delta);
            }
        }
        if (SumSearch.isTooMany(open)) {
            return;
        }
        coverage.met(Coincidence.COUNTER_JUDGED);
        Optional<SortedSet<WriteId>> others = SumSearch.explain(rest, open);
        if (others.isEmpty()) {
            world.violate(
                    Violation.Kind.STALE_READ,
                    Fingerprints.name(key),
                    "a counter is read as " + found.value() + " by " + found.receipt() + " (begun at "
                            + invoked / 1_000_000 + " ms): beside " + certain + " there would be " + rest
                            + " left, which no set of " + open + " makes");
            return;
        }
        certain.addAll(others.get());
        world.trace()
                .line(
                        world.now(),
                        Fingerprints.name(key),
                        () -> "a counter is read as the sum of " + certain + " from "
                                + found.receipt().primaries());
        seen.add(new Seen(key, certain, answered, invoked, world.now()));
    }

    private boolean isCertain(WriteState write, int answered, long invoked) {
        return ledger.mustBeKnown(write, answered, invoked)
                && !write.excused
                && !world.harm().givenUp().contains(write.id);
    }

    /** What reads whose quorums this one meets have shown: unless disks were lost meanwhile, or rows were damaged. */
    private SortedSet<WriteId> shownBefore(RowKey key, int answered, long invoked) {
        SortedSet<WriteId> shown = new TreeSet<>();
        for (Seen earlier : seen) {
            if (earlier.key.equals(key) && earlier.completed < invoked) {
                for (WriteId id : earlier.increments) {
                    ledger.find(id)
                            .filter(write -> ledger.isStillThere(write, earlier.answered + answered, earlier.invoked))
                            .ifPresent(write -> shown.add(id));
                }
            }
        }
        return shown;
    }
}
