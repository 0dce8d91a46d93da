package io.kvorum.harness.checker.picture;

import io.kvorum.harness.checker.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where things are. Time is drawn by the order of events, not to scale: each start and end has a column of its own, as wide as the
 * words on the bars need.
 */
final class Layout {
    static final int LEFT = 120;
    static final int TOP = 26;
    static final int ROW = 40;
    static final int BAR = 28;
    private static final int LEAST_COLUMN = 30;
    private static final int RIGHT = 60;

    private final TreeMap<Long, Integer> columns = new TreeMap<>();
    private final Map<Operation, Integer> rows = new HashMap<>();
    private final List<Lane> lanes = new ArrayList<>();
    private int width;

    /** The rows of one process. */
    record Lane(long process, int firstRow, int rows) {}

    Layout(List<Operation> operations) {
        placeColumns(operations);
        placeRows(operations);
    }

    private void placeColumns(List<Operation> operations) {
        TreeSet<Long> instants = new TreeSet<>();
        operations.forEach(operation -> {
            instants.add(operation.startNanos());
            instants.add(operation.endNanos());
        });
        instants.remove(Operation.NEVER);
        int x = LEFT;
        for (long instant : instants) {
            for (Operation operation : operations) {
                if (operation.endNanos() == instant && operation.startNanos() < instant) {
                    x = Math.max(x, columns.getOrDefault(operation.startNanos(), LEFT) + Labels.width(operation));
                }
            }
            columns.put(instant, x);
            x += LEAST_COLUMN;
        }
        width = x + RIGHT;
        for (Operation operation : operations) {
            width = Math.max(width, x(operation.startNanos()) + Labels.width(operation) + RIGHT);
        }
    }

    private void placeRows(List<Operation> operations) {
        TreeMap<Long, List<Operation>> processes = new TreeMap<>();
        operations.forEach(operation -> processes
                .computeIfAbsent(operation.process(), process -> new ArrayList<>())
                .add(operation));
        int row = 0;
        for (Map.Entry<Long, List<Operation>> process : processes.entrySet()) {
            List<Integer> endOfRow = new ArrayList<>();
            List<Operation> sorted = new ArrayList<>(process.getValue());
            sorted.sort(Comparator.comparingLong(Operation::startNanos));
            for (Operation operation : sorted) {
                int at = 0;
                while (at < endOfRow.size() && endOfRow.get(at) >= x(operation.startNanos())) {
                    at++;
                }
                if (at == endOfRow.size()) {
                    endOfRow.add(0);
                }
                endOfRow.set(at, right(operation));
                rows.put(operation, row + at);
            }
            lanes.add(new Lane(process.getKey(), row, endOfRow.size()));
            row += endOfRow.size();
        }
    }

    List<Lane> lanes() {
        return lanes;
    }

    int width() {
        return width;
    }

    int height() {
        Lane last = lanes.get(lanes.size() - 1);
        return TOP + ROW * (last.firstRow() + last.rows()) + 14;
    }

    int x(long nanos) {
        return nanos == Operation.NEVER ? width : columns.getOrDefault(nanos, LEFT);
    }

    /** Where its bar ends: at the edge if it may still take effect. */
    int right(Operation operation) {
        return operation.isOpen() ? width : Math.max(x(operation.endNanos()), x(operation.startNanos()) + 8);
    }

    int y(Operation operation) {
        return TOP + ROW * rows.getOrDefault(operation, 0) + (ROW - BAR) / 2;
    }
}
