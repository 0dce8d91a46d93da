package io.kvorum.cli.command.data;

import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.PreconditionFailed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is there instead of what a condition asked for. */
public final class ConflictView {
    private ConflictView() {}

    /** @param note for people */
    public static void show(Console console, PreconditionFailed failed, String note) {
        List<Map<String, Object>> rows =
                failed.current().stream().map(ConflictView::row).toList();
        console.show(
                Shown.list("current", List.of("key", "version", "value"), rows).note(note));
    }

    private static Map<String, Object> row(PreconditionFailed.Current current) {
        Map<String, Object> row = new LinkedHashMap<>();
        Json.putBytes(row, "key", current.key().array());
        row.put("version", current.version());
        current.value().ifPresent(value -> Json.putBytes(row, "value", value.array()));
        return row;
    }
}
