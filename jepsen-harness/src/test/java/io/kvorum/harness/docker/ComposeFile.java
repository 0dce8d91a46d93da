package io.kvorum.harness.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The services of {@code docker/compose.yaml}, as far as that file goes; what it does not know it refuses. */
final class ComposeFile {
    private static final Set<String> KNOWN = Set.of(
            "image",
            "init",
            "read_only",
            "tmpfs",
            "cap_drop",
            "security_opt",
            "mem_limit",
            "restart",
            "stop_grace_period",
            "env_file",
            "healthcheck",
            "hostname",
            "container_name",
            "environment",
            "ports",
            "volumes");

    /**
     * @param ports as {@code address:outside:inside}
     * @param memoryBytes 0: no limit
     */
    record Service(
            String name,
            String hostname,
            boolean init,
            boolean readOnly,
            List<String> tmpfs,
            List<String> droppedCapabilities,
            List<String> securityOptions,
            long memoryBytes,
            Map<String, String> environment,
            List<String> ports) {}

    private ComposeFile() {}

    static List<Service> read(Path file) throws IOException {
        Object root = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        List<Service> services = new ArrayList<>();
        map(get(map(root), "services")).forEach((name, settings) -> services.add(service(name, map(settings))));
        return services;
    }

    private static Service service(String name, Map<String, Object> settings) {
        settings.keySet().forEach(setting -> {
            if (!KNOWN.contains(setting)) {
                throw new IllegalStateException("compose.yaml has `" + setting + "`, which the tests do not apply");
            }
        });
        Map<String, String> environment = new LinkedHashMap<>();
        map(get(settings, "environment")).forEach((key, value) -> environment.put(key, String.valueOf(value)));
        return new Service(
                name,
                String.valueOf(settings.get("hostname")),
                Boolean.TRUE.equals(settings.get("init")),
                Boolean.TRUE.equals(settings.get("read_only")),
                texts(get(settings, "tmpfs")),
                texts(get(settings, "cap_drop")),
                texts(get(settings, "security_opt")),
                bytes(String.valueOf(settings.getOrDefault("mem_limit", "0m"))),
                environment,
                texts(get(settings, "ports")));
    }

    private static long bytes(String megabytes) {
        if (!megabytes.endsWith("m")) {
            throw new IllegalStateException("a limit in megabytes is expected, not " + megabytes);
        }
        return Long.parseLong(megabytes.substring(0, megabytes.length() - 1)) << 20;
    }

    private static Object get(Map<String, Object> settings, String name) {
        return Objects.requireNonNull(settings.get(name), "compose.yaml lacks " + name);
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    /** With {@code <<} resolved, which YAML 1.2 does not know any more and compose does. */
    private static Map<String, Object> map(Object value) {
        Map<String, Object> merged = new LinkedHashMap<>();
        Map<?, ?> written = (Map<?, ?>) value;
        Object base = written.get("<<");
        if (base != null) {
            merged.putAll(map(base));
        }
        written.forEach((key, entry) -> merged.put(String.valueOf(key), entry));
        merged.remove("<<");
        return merged;
    }
}
