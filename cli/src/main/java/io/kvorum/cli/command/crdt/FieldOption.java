package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Failure;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.MapField;
import io.kvorum.crdt.codec.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What a field of a map holds, and its name on the command line. */
final class FieldOption {
    @Option(
            names = "--as",
            paramLabel = "TYPE",
            defaultValue = "lww-register",
            description = "What the field holds: flag, lww-register, mv-register, max-register, min-register or hll."
                    + " Default: ${DEFAULT-VALUE}.")
    private String type = "lww-register";

    Bytes element(String path) {
        return element(path, type);
    }

    static Bytes element(String path, String type) {
        CellType cell = CellType.parse(type)
                .filter(MapField.TYPES::contains)
                .orElseThrow(() -> Failure.usage(
                        "'" + type + "' is not what a field of a map can hold",
                        "it is one of "
                                + MapField.TYPES.stream().map(CellType::text).collect(Collectors.joining(", "))));
        return new MapField(names(path), cell).toElement();
    }

    static List<Bytes> names(String path) {
        List<Bytes> names =
                Arrays.stream(path.split("/", -1)).map(Bytes::ofUtf8).toList();
        if (names.stream().anyMatch(Bytes::isEmpty)) {
            throw Failure.usage("'" + path + "' has an empty name in it", "names are separated by one /");
        }
        return names;
    }
}
