package io.kvorum.bench.rounds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How one store compares with the others: what it measured divided by what they measured, under the same load. */
public final class Ratios {
    private Ratios() {}

    /** What is compared, and how it is taken from a cell. */
    public enum Measure {
        THROUGHPUT("throughput"),
        P50("p50"),
        P99("p99"),
        P999("p999"),
        SERVER_CPU("serverCpu"),
        CLIENT_CPU("clientCpu"),
        MEMORY("memory"),
        DISK("disk");

        private final String label;

        Measure(String label) {
            this.label = label;
        }

        /** As results name it. */
        public String label() {
            return label;
        }

        public double of(Cell cell) {
            return switch (this) {
                case THROUGHPUT -> cell.perSecond();
                case P50 -> cell.p50Ms();
                case P99 -> cell.p99Ms();
                case P999 -> cell.p999Ms();
                case SERVER_CPU -> cell.serverCpuMicros();
                case CLIENT_CPU -> cell.clientCpuMicros();
                case MEMORY -> cell.rssBytesPerServer();
                case DISK -> cell.diskBytesPerByte();
            };
        }
    }

    /**
     * One line of the table.
     *
     * @param keptUp whether both stores kept the rate of an open loop in all rounds; a ratio of latencies means little else
     * @param rounds in which both were measured
     */
    public record Row(Cell.Load load, String peer, int rounds, boolean keptUp, Map<Measure, Spread> ratios) {
        /** Not known if it was not measured. */
        public Spread ratio(Measure measure) {
            return ratios.getOrDefault(measure, Spread.of(List.of()));
        }
    }

    /** Of one store to all others, in the order in which they were measured. Each ratio is taken within a round. */
    public static List<Row> of(String store, List<Cell> cells) {
        Set<Cell.Load> loads = new LinkedHashSet<>();
        Set<String> peers = new LinkedHashSet<>();
        cells.forEach(cell -> {
            loads.add(cell.load());
            peers.add(cell.peer());
        });
        peers.remove(store);
        List<Row> rows = new ArrayList<>();
        for (Cell.Load load : loads) {
            for (String peer : peers) {
                List<Pair> pairs = pairs(store, peer, load, cells);
                if (!pairs.isEmpty()) {
                    rows.add(row(load, peer, pairs));
                }
            }
        }
        return rows;
    }

    private record Pair(Cell own, Cell other) {
        double ratio(Measure measure) {
            double divisor = measure.of(other);
            return divisor == 0 ? Double.NaN : measure.of(own) / divisor;
        }
    }

    private static List<Pair> pairs(String store, String peer, Cell.Load load, List<Cell> cells) {
        List<Pair> pairs = new ArrayList<>();
        for (Cell own : cells) {
            if (own.peer().equals(store) && own.load().equals(load)) {
                find(peer, load, own.round(), cells).ifPresent(other -> pairs.add(new Pair(own, other)));
            }
        }
        return pairs;
    }

    private static Optional<Cell> find(String peer, Cell.Load load, int round, List<Cell> cells) {
        return cells.stream()
                .filter(cell -> cell.peer().equals(peer)
                        && cell.round() == round
                        && cell.load().equals(load))
                .findFirst();
    }

    private static Row row(Cell.Load load, String peer, List<Pair> pairs) {
        Map<Measure, Spread> ratios = new LinkedHashMap<>();
        for (Measure measure : Measure.values()) {
            ratios.put(
                    measure,
                    Spread.of(pairs.stream().map(pair -> pair.ratio(measure)).toList()));
        }
        boolean keptUp = pairs.stream()
                .allMatch(pair -> pair.own().keptUp() && pair.other().keptUp());
        return new Row(load, peer, pairs.size(), keptUp, ratios);
    }
}
