package io.kvorum.harness.checker;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that the clients did and were told, the data losses, and what the replicas hold at the end.
 *
 * @param appeared writes that some replica is known to have held durably at some time
 */
public record History(
        List<Write> writes,
        List<Read> reads,
        List<Loss> losses,
        SortedMap<String, KeyFacts> keys,
        SortedSet<WriteId> appeared) {

    /** At this time a node lost data that had been durable. */
    public record Loss(int node, long nanos) {}

    /**
     * @param owners the nodes that own the key
     * @param dots all dots that were ever minted for this key
     * @param dotsOf the same by their write
     * @param rows what the owners hold at the end
     * @param givenUp writes that were lost with a damaged row which alone had seen them: they are known, and nothing has replaced them
     */
    public record KeyFacts(
            List<Integer> owners,
            DotSet dots,
            SortedMap<WriteId, List<Dot>> dotsOf,
            List<ReplicaRow> rows,
            SortedSet<WriteId> givenUp) {}

    /** The history of one key. */
    record OfKey(
            String key,
            SortedMap<WriteId, Write> writes,
            List<Read> reads,
            List<Loss> losses,
            KeyFacts facts,
            SortedSet<WriteId> appeared) {}

    List<OfKey> byKey() {
        SortedMap<String, SortedMap<WriteId, Write>> writesOf = new TreeMap<>();
        SortedMap<String, List<Read>> readsOf = new TreeMap<>();
        writes.forEach(write ->
                writesOf.computeIfAbsent(write.key(), k -> new TreeMap<>()).put(write.id(), write));
        reads.forEach(read ->
                readsOf.computeIfAbsent(read.key(), k -> new ArrayList<>()).add(read));
        List<OfKey> all = new ArrayList<>();
        for (Map.Entry<String, KeyFacts> entry : keys.entrySet()) {
            String key = entry.getKey();
            KeyFacts facts = entry.getValue();
            all.add(new OfKey(
                    key,
                    writesOf.getOrDefault(key, new TreeMap<>()),
                    readsOf.getOrDefault(key, List.of()),
                    losses.stream()
                            .filter(loss -> facts.owners().contains(loss.node()))
                            .toList(),
                    facts,
                    appeared));
        }
        return all;
    }

    /** The write ids that are live on any replica of the key. */
    static SortedSet<WriteId> live(KeyFacts facts) {
        SortedSet<WriteId> live = new TreeSet<>();
        facts.rows().forEach(row -> row.versions().forEach(version -> live.add(version.writeId())));
        return live;
    }
}
