package io.kvorum.cli.command.escrow;

import io.kvorum.cli.output.Shown;
import io.kvorum.integrity.escrow.Transfer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How transfers are shown. */
final class TransfersView {
    private TransfersView() {}

    static Shown of(List<Transfer> transfers, Map<String, Object> fields) {
        Shown shown = Shown.list(
                        "transfers",
                        List.of("from", "to", "amount", "sequence", "arrived"),
                        transfers.stream().map(TransfersView::row).toList())
                .with(fields);
        return transfers.stream().allMatch(Transfer::arrived)
                ? shown
                : shown.note("what has not arrived is on its way: 'kvctl crdt escrow carry-on' when the region can be"
                        + " reached");
    }

    private static Map<String, Object> row(Transfer transfer) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("from", transfer.from());
        row.put("to", transfer.to());
        row.put("amount", transfer.amount());
        row.put("sequence", transfer.sequence());
        row.put("arrived", transfer.arrived());
        return row;
    }
}
