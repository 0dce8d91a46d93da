package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.data.Words;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the commands that print the values of one cell share. */
abstract class ReadValues extends TypedRead {
    ReadValues(Cli cli) {
        super(cli);
    }

    /** What is not there, for the message. */
    abstract String name();

    @Override
    Exit show(CellType type, List<Version> live, Map<String, Object> fields) {
        List<Bytes> values = CellText.values(type.cellOf(element()), live);
        fields.put("found", !values.isEmpty());
        if (values.isEmpty()) {
            return absent(fields);
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Bytes value : values) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("value", Words.text(value));
            rows.add(row);
            Map<String, Object> document = new LinkedHashMap<>();
            Json.putBytes(document, "value", value.array());
            documents.add(document);
        }
        fields.put("values", documents);
        Optional<byte[]> raw = values.size() == 1 ? Optional.of(values.get(0).array()) : Optional.empty();
        cli.console().show(new Shown("", List.of("value"), rows, fields, List.of(), raw));
        return Exit.OK;
    }

    private Exit absent(Map<String, Object> fields) {
        if (cli.console().format() == Format.TABLE || cli.console().format() == Format.RAW) {
            throw Failure.notFound("there is no " + name() + " in bucket '" + bucketName() + "'", "");
        }
        cli.console().show(Shown.thing(fields));
        return Exit.NOT_FOUND;
    }
}
