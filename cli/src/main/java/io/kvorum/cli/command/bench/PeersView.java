package io.kvorum.cli.command.bench;

import io.kvorum.bench.load.CountedUpdates;
import io.kvorum.bench.peer.Peers;
import io.kvorum.bench.rounds.Cell;
import io.kvorum.bench.rounds.Ratios;
import io.kvorum.bench.rounds.Spread;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Measurements of several stores, as tables and as a document. */
final class PeersView {
    private static final double MIB = 1_048_576;

    private static final List<String> CELL_COLUMNS = List.of(
            "peer",
            "workload",
            "load",
            "opsPerSecond",
            "p50Ms",
            "p99Ms",
            "p999Ms",
            "maxMs",
            "serverCpuMicros",
            "clientCpuMicros",
            "mibPerServer",
            "diskBytesPerByte");

    private PeersView() {}

    private static List<String> columns(List<Cell> cells) {
        List<String> columns = new ArrayList<>(CELL_COLUMNS);
        if (cells.stream().anyMatch(Cell::updatesByCompareAndSet)) {
            columns.addAll(List.of("conflicts", "slowestShare"));
        }
        columns.addAll(List.of("failures", "wrong"));
        return columns;
    }

    /** A measurement in a line. */
    static String line(Cell cell) {
        return String.format(
                Locale.ROOT,
                "%s, %s: %.0f/s, p50 %s ms, p99 %s ms%s%s%s",
                cell.load().workload(),
                cell.load().load(),
                cell.perSecond(),
                Spread.of(List.of(cell.p50Ms())).middle(),
                Spread.of(List.of(cell.p99Ms())).middle(),
                cell.updatesByCompareAndSet() ? ", " + met(cell.updates()) : "",
                cell.failed() > 0
                        ? ", " + cell.failed() + " failed "
                                + cell.run().measured().failures()
                        : "",
                cell.wrongValues() > 0 ? ", " + cell.wrongValues() + " WRONG VALUES" : "");
    }

    private static String met(CountedUpdates updates) {
        String met = updates.conflicts() + " conflicts, slowest client "
                + Spread.of(List.of(updates.slowestShare())).middle() + " of the mean";
        if (updates.unread() > 0) {
            met += ", " + updates.unread() + " keys NOT JUDGED: they could not be read in the end";
        }
        return updates.wrong() == 0
                ? met
                : met + ", " + updates.lost() + " LOST and " + updates.doubled() + " DOUBLED updates, "
                        + updates.stale() + " STALE reads";
    }

    static void show(Console console, List<Cell> cells) {
        List<Ratios.Row> ratios = Ratios.of(Peers.KVORUM, cells);
        if (console.format() != Format.TABLE) {
            console.show(Shown.list("cells", List.of("peer"), documents(cells)).with(fields(cells, ratios)));
            return;
        }
        console.show(Shown.list("cells", columns(cells), medians(cells))
                .note("Medians over rounds; processor time of all servers, and of the client, per operation;"
                        + " disk: sent to disk by one server per byte of value written."));
        if (!ratios.isEmpty()) {
            console.data("");
            console.show(Shown.list("ratios", ratioColumns(), rows(ratios))
                    .note("Kvorum divided by the other store in the same round: the median (least-most over rounds)."
                            + " Above 1 is good for throughput, bad for all else."));
        }
    }

    /** One row for each store and load. */
    private static List<Map<String, Object>> medians(List<Cell> cells) {
        Map<List<Object>, List<Cell>> groups = new LinkedHashMap<>();
        for (Cell cell : cells) {
            groups.computeIfAbsent(List.of(cell.load(), cell.peer()), key -> new ArrayList<>())
                    .add(cell);
        }
        List<Cell.Load> loads = cells.stream().map(Cell::load).distinct().toList();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Cell.Load load : loads) {
            groups.values().stream()
                    .filter(group -> group.get(0).load().equals(load))
                    .forEach(group -> rows.add(median(group)));
        }
        return rows;
    }

    private static Map<String, Object> median(List<Cell> group) {
        Cell first = group.get(0);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("peer", first.peer());
        row.put("workload", first.load().workload());
        row.put("load", first.load().load());
        row.put("opsPerSecond", Math.round(spread(group, Cell::perSecond).median()));
        row.put("p50Ms", spread(group, Cell::p50Ms).middle());
        row.put("p99Ms", spread(group, Cell::p99Ms).middle());
        row.put("p999Ms", spread(group, Cell::p999Ms).middle());
        row.put("maxMs", spread(group, Cell::maxMs).middle());
        row.put("serverCpuMicros", spread(group, Cell::serverCpuMicros).middle());
        row.put("clientCpuMicros", spread(group, Cell::clientCpuMicros).middle());
        row.put(
                "mibPerServer",
                spread(group, cell -> cell.rssBytesPerServer() / MIB).middle());
        row.put("diskBytesPerByte", spread(group, Cell::diskBytesPerByte).middle());
        row.put(
                "conflicts",
                first.updatesByCompareAndSet()
                        ? Long.toString(group.stream()
                                .mapToLong(cell -> cell.updates().conflicts())
                                .sum())
                        : "-");
        row.put(
                "slowestShare",
                first.updatesByCompareAndSet()
                        ? spread(group, cell -> cell.updates().slowestShare()).middle()
                        : "-");
        row.put("failures", group.stream().mapToLong(Cell::failed).sum());
        row.put("wrong", group.stream().mapToLong(Cell::wrongValues).sum());
        return row;
    }

    private static Spread spread(List<Cell> group, ToDoubleFunction<Cell> value) {
        return Spread.of(group.stream().map(cell -> value.applyAsDouble(cell)).toList());
    }

    private static List<String> ratioColumns() {
        List<String> columns = new ArrayList<>(List.of("workload", "load", "peer"));
        for (Ratios.Measure measure : Ratios.Measure.values()) {
            columns.add(measure.label());
        }
        return columns;
    }

    private static List<Map<String, Object>> rows(List<Ratios.Row> ratios) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Ratios.Row ratio : ratios) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("workload", ratio.load().workload());
            row.put("load", ratio.load().load() + (ratio.keptUp() ? "" : " (not kept)"));
            row.put("peer", "kvorum/" + ratio.peer());
            ratio.ratios().forEach((measure, spread) -> row.put(measure.label(), spread.text()));
            rows.add(row);
        }
        return rows;
    }

    private static List<Map<String, Object>> documents(List<Cell> cells) {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Cell cell : cells) {
            Map<String, Object> document = new TreeMap<>();
            document.put("peer", cell.peer());
            document.put("round", cell.round());
            document.put("workload", cell.load().workload());
            document.put("load", cell.load().load());
            document.put("keptUp", cell.keptUp());
            document.put("opsPerSecond", cell.perSecond());
            document.put("p50Ms", cell.p50Ms());
            document.put("p99Ms", cell.p99Ms());
            document.put("p999Ms", cell.p999Ms());
            document.put("maxMs", cell.maxMs());
            putKnown(document, "serverCpuMicros", cell.serverCpuMicros());
            putKnown(document, "clientCpuMicros", cell.clientCpuMicros());
            putKnown(document, "rssBytesPerServer", cell.rssBytesPerServer());
            putKnown(document, "diskBytesPerByte", cell.diskBytesPerByte());
            if (cell.updatesByCompareAndSet()) {
                CountedUpdates updates = cell.updates();
                document.put("conflicts", updates.conflicts());
                document.put("slowestShare", updates.slowestShare());
                document.put("lostUpdates", updates.lost());
                document.put("doubledUpdates", updates.doubled());
                document.put("unknownUpdates", updates.unknown());
                document.put("unreadKeys", updates.unread());
            }
            document.put("failures", cell.run().measured().failures());
            document.put("wrongValues", cell.wrongValues());
            documents.add(document);
        }
        return documents;
    }

    private static Map<String, Object> fields(List<Cell> cells, List<Ratios.Row> ratios) {
        Map<String, Object> peers = new TreeMap<>();
        cells.forEach(cell -> peers.put(cell.peer(), cell.run().settings()));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Ratios.Row ratio : ratios) {
            Map<String, Object> row = new TreeMap<>();
            row.put("workload", ratio.load().workload());
            row.put("load", ratio.load().load());
            row.put("peer", ratio.peer());
            row.put("rounds", ratio.rounds());
            row.put("keptUp", ratio.keptUp());
            ratio.ratios().forEach((measure, spread) -> {
                if (spread.isKnown()) {
                    row.put(
                            measure.label(),
                            Map.of("median", spread.median(), "min", spread.min(), "max", spread.max()));
                }
            });
            rows.add(row);
        }
        Map<String, Object> fields = new TreeMap<>();
        fields.put("peers", peers);
        fields.put("ratios", rows);
        cells.stream()
                .findFirst()
                .ifPresent(cell -> fields.put("machine", cell.run().machine()));
        return fields;
    }

    /** JSON has no word for a number that is not known. */
    private static void putKnown(Map<String, Object> document, String name, double value) {
        if (!Double.isNaN(value)) {
            document.put(name, value);
        }
    }
}
