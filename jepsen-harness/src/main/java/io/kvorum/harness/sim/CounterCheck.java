package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.harness.checker.Write;
import io.kvorum.replication.message.RowKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * After all is settled and folded: every replica of a counter has one sum, and that is of all increments that were promised, each once, and of
 * none that did not happen. No rows are left that would tell.
 */
final class CounterCheck {
    private CounterCheck() {}

    static List<Violation> check(SimWorld world, Ledger ledger, List<Inspector.View> views) {
        List<Violation> found = new ArrayList<>();
        if (!ledger.typed().type().isCounter()) {
            return found;
        }
        SortedMap<RowKey, Integer> counters = new TreeMap<>();
        ledger.writes().forEach(write -> counters.put(counterOf(write.key), write.partition));
        counters.forEach((counter, partition) -> {
            TreeSet<BigInteger> sums = new TreeSet<>();
            for (Inspector.View view : views) {
                if (world.topology().replicasOf(partition).contains(view.node())) {
                    sums.add(view.counter(counter).total());
                }
            }
            if (sums.size() > 1) {
                found.add(new Violation(
                        Violation.Kind.DIVERGED, Fingerprints.name(counter), "the replicas have the sums " + sums));
            }
            if (!sums.isEmpty()) {
                check(world, ledger, counter, sums.first().longValueExact()).ifPresent(found::add);
            }
        });
        return found;
    }

    private static Optional<Violation> check(SimWorld world, Ledger ledger, RowKey counter, long sum) {
        long rest = sum;
        SortedMap<WriteId, Long> open = new TreeMap<>();
        TreeSet<WriteId> certain = new TreeSet<>();
        TreeSet<WriteId> shown = shown(ledger, counter);
        for (WriteState write : ledger.writes()) {
            if (!counterOf(write.key).equals(counter)) {
                continue;
            }
            long delta = Operand.Increment.read(write.value.orElseThrow()).delta();
            boolean mayBeLost = write.excused
                    || world.harm().isHarmed(write.key)
                    || world.harm().givenUp().contains(write.id);
            if (!mayBeLost && (write.isAcknowledged() || shown.contains(write.id))) {
                certain.add(write.id);
                rest -= delta;
            } else if (write.result != Write.Result.NOT_APPLIED) {
                open.put(write.id, delta);
            }
        }
        if (SumSearch.isTooMany(open) || SumSearch.explain(rest, open).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Violation(
                Violation.Kind.LOST_WRITE,
                Fingerprints.name(counter),
                "the counter ends as " + sum + ": beside " + certain + " there would be " + rest
                        + " left, which no set of " + open + " makes"));
    }

    /** What reads have shown that no disk lost since: so it is at as many replicas as they asked. */
    private static TreeSet<WriteId> shown(Ledger ledger, RowKey counter) {
        TreeSet<WriteId> shown = new TreeSet<>();
        for (CounterReader.Seen seen : ledger.countersSeen()) {
            if (seen.key().equals(counter)) {
                for (WriteId id : seen.increments()) {
                    ledger.find(id)
                            .filter(write -> ledger.isStillThere(write, Integer.MAX_VALUE, seen.invoked()))
                            .ifPresent(write -> shown.add(id));
                }
            }
        }
        return shown;
    }

    /** Have all owners taken the increment into a sum? Then no row can tell of it. */
    static boolean isFolded(RowKey key, List<Integer> owners, List<Inspector.View> views) {
        return CellType.isIncrement(key.sub())
                && views.stream().filter(view -> owners.contains(view.node())).allMatch(view -> view.isFolded(key));
    }

    private static RowKey counterOf(RowKey increment) {
        return new RowKey(increment.bucket(), increment.key());
    }
}
