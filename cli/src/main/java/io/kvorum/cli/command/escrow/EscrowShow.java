package io.kvorum.cli.command.escrow;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.output.Shown;
import io.kvorum.integrity.escrow.Escrow;
import io.kvorum.integrity.escrow.EscrowView;
import io.kvorum.integrity.escrow.RegionView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code kvctl crdt escrow show}. */
@Command(
        name = "show",
        description = "Show what each region has, as far as regions can be reached.",
        footer = {
            "",
            "LEFT can be spent in the region. ON THE WAY has left it and not arrived; the JSON document says where to."
                    + " The last",
            "line is the sum; without it, a region could not be reached.",
            "",
            "Examples:",
            "  kvctl crdt escrow show -b vouchers spring",
            "  kvctl crdt escrow show -b vouchers spring -o json"
        })
final class EscrowShow extends EscrowOperation {
    EscrowShow(Cli cli) {
        super(cli);
    }

    @Override
    Exit run(Escrow escrow) {
        EscrowView view = escrow.read(key());
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> away = new ArrayList<>();
        view.regions().forEach((region, seen) -> {
            rows.add(row(region, seen));
            if (seen instanceof RegionView.Unreached unreached) {
                away.add(region + " cannot be reached: " + unreached.why());
            }
        });
        if (away.size() == rows.size()) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "UNAVAILABLE",
                    String.join("; ", away),
                    Failure.Data.NOT_CONCERNED,
                    "'kvctl cluster health' shows which nodes are away");
        }
        if (!view.exists() && away.isEmpty()) {
            throw Failure.notFound(
                    "nothing was ever allocated to '" + key() + "'", "'kvctl crdt escrow allocate' does");
        }
        cli.console().show(shown(view, rows, away));
        return Exit.OK;
    }

    private Shown shown(EscrowView view, List<Map<String, Object>> rows, List<String> away) {
        Map<String, Object> fields = fields();
        view.total().ifPresent(total -> {
            Map<String, Object> sum = new LinkedHashMap<>();
            sum.put("allocated", total.allocated());
            sum.put("left", total.left());
            sum.put("spent", total.spent());
            sum.put("onTheWay", total.onTheWay());
            fields.put("total", sum);
        });
        Shown shown = Shown.list("regions", List.of("region", "allocated", "left", "spent", "onTheWay"), rows)
                .with(fields);
        shown = view.total()
                .map(total -> "in all " + total.allocated() + " allocated, " + total.spent() + " spent, "
                        + total.unspent() + " not spent yet")
                .map(shown::note)
                .orElse(shown);
        for (String line : away) {
            shown = shown.note(line);
        }
        return shown;
    }

    private static Map<String, Object> row(String region, RegionView seen) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("region", region);
        row.put("reached", seen instanceof RegionView.Reached);
        if (seen instanceof RegionView.Reached reached) {
            row.put("allocated", reached.allocated());
            row.put("left", reached.left());
            row.put("spent", reached.spent());
            row.put("onTheWay", reached.sending());
            row.put("onTheWayTo", reached.onTheWay());
        }
        return row;
    }
}
