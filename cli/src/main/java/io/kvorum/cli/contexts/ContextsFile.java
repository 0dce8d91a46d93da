package io.kvorum.cli.contexts;

import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** {@code contexts.yaml}: read whole, written at once. */
public final class ContextsFile {
    private final Path file;

    /** @param folder of kvctl's configuration; need not exist */
    public ContextsFile(Path folder) {
        this.file = folder.resolve("contexts.yaml");
    }

    public Path path() {
        return file;
    }

    public Contexts read() {
        try {
            Object document = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            return document instanceof Map<?, ?> map ? contexts(map) : Contexts.NONE;
        } catch (NoSuchFileException e) {
            return Contexts.NONE;
        } catch (IOException | YamlEngineException e) {
            throw new Failure(
                    Exit.USAGE,
                    "BAD_CONTEXTS_FILE",
                    "the contexts file " + file + " cannot be read: " + e.getMessage(),
                    Failure.Data.NOT_CONCERNED,
                    "correct or delete it, or name nodes with -e host:port");
        }
    }

    private static Contexts contexts(Map<?, ?> document) {
        SortedMap<String, Contexts.Context> all = new TreeMap<>();
        if (document.get("contexts") instanceof Map<?, ?> named) {
            named.forEach((name, context) -> {
                if (context instanceof Map<?, ?> fields && fields.get("endpoints") instanceof List<?> endpoints) {
                    List<String> texts = endpoints.stream().map(String::valueOf).toList();
                    all.put(String.valueOf(name), new Contexts.Context(texts));
                }
            });
        }
        Object current = document.get("current");
        return new Contexts(current == null ? "" : current.toString(), all);
    }

    public void write(Contexts contexts) {
        Map<String, Object> named = new LinkedHashMap<>();
        contexts.all().forEach((name, context) -> named.put(name, Map.of("endpoints", context.endpoints())));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("current", contexts.current());
        document.put("contexts", named);
        DumpSettings settings =
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "contexts", ".new");
            Files.writeString(temporary, new Dump(settings).dumpToString(document));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new Failure(
                    Exit.INTERNAL,
                    "CONTEXTS_NOT_WRITTEN",
                    "the contexts file " + file + " cannot be written: " + e.getMessage(),
                    Failure.Data.NOT_CONCERNED,
                    "make its folder writable, or set XDG_CONFIG_HOME");
        }
    }
}
