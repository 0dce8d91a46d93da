package io.kvorum.node.config;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.topology.NodeInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values by name, each with the place that it came from, so that an error can say where to look. */
final class ConfigValues {
    private static final Set<String> NODE_KEYS = Set.of("number", "name", "address", "zone", "region");

    private record Value(Object value, String place) {}

    private final Map<String, Value> values = new LinkedHashMap<>();

    /** A later place overrides an earlier one. */
    void set(Setting setting, Object value, String place) {
        values.put(setting.name(), new Value(value, place));
    }

    boolean isSet(String name) {
        return values.containsKey(name);
    }

    Optional<String> optionalText(String name) {
        Value found = values.get(name);
        if (found == null) {
            return setting(name).fallback();
        }
        if (found.value instanceof Map || found.value instanceof List) {
            throw wrong(name, found, "is not a single value");
        }
        return Optional.of(String.valueOf(found.value));
    }

    String text(String name) {
        return optionalText(name)
                .orElseThrow(() -> new ConfigException(
                        "`" + name + "` is missing: " + setting(name).description()));
    }

    long number(String name) {
        Setting setting = setting(name);
        String text = text(name).replace("_", "");
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw wrong(name, values.get(name), "must be a whole number, not \"" + text + "\"");
        }
        if (number < setting.min() || number > setting.max()) {
            throw wrong(
                    name,
                    values.get(name),
                    "must be from " + setting.min() + " to " + setting.max() + ", not " + number);
        }
        return number;
    }

    int integer(String name) {
        return (int) Math.min(Integer.MAX_VALUE, number(name));
    }

    String choice(String name, List<String> choices) {
        String text = text(name).toLowerCase(Locale.ROOT);
        if (!choices.contains(text)) {
            throw wrong(name, values.get(name), "must be one of " + choices + ", not \"" + text + "\"");
        }
        return text;
    }

    HostPort address(String name) {
        return parseAddress(name, values.get(name), text(name));
    }

    List<NodeInfo> nodes(String name) {
        Value found = values.get(name);
        if (found == null) {
            throw new ConfigException(
                    "`" + name + "` is missing: " + setting(name).description());
        }
        if (!(found.value instanceof List<?> list) || list.isEmpty()) {
            throw wrong(name, found, "must be a " + setting(name).type().words());
        }
        Map<Integer, NodeInfo> nodes = new TreeMap<>();
        for (Object entry : list) {
            NodeInfo node = node(name, found, entry);
            if (nodes.put(node.number(), node) != null) {
                throw wrong(name, found, "has number " + node.number() + " twice");
            }
        }
        if (nodes.values().stream().map(NodeInfo::name).distinct().count() < nodes.size()) {
            throw wrong(name, found, "has one name twice");
        }
        return new ArrayList<>(nodes.values());
    }

    private NodeInfo node(String name, Value found, Object entry) {
        if (!(entry instanceof Map<?, ?> fields)) {
            throw wrong(name, found, "must be a " + setting(name).type().words());
        }
        for (Object key : fields.keySet()) {
            if (!NODE_KEYS.contains(String.valueOf(key))) {
                throw wrong(
                        name, found, "has an unknown field `" + key + "`" + didYouMean(String.valueOf(key), NODE_KEYS));
            }
        }
        int number;
        try {
            number = Integer.parseInt(field(fields, "number", ""));
        } catch (NumberFormatException e) {
            throw wrong(name, found, "needs a `number` for each node: " + entry);
        }
        if (number < 1 || number > Actor.MAX_NODE_NUMBER) {
            throw wrong(name, found, "has number " + number + "; it must be from 1 to 65535");
        }
        String address = parseAddress(name, found, field(fields, "address", "")).toString();
        return new NodeInfo(
                number,
                field(fields, "name", "n" + number),
                address,
                field(fields, "zone", "z" + number),
                field(fields, "region", "default"));
    }

    Map<Integer, HostPort> addresses(String name) {
        Value found = values.get(name);
        Map<Integer, HostPort> addresses = new TreeMap<>();
        if (found == null) {
            return addresses;
        }
        if (!(found.value instanceof Map<?, ?> map)) {
            throw wrong(name, found, "must be a " + setting(name).type().words());
        }
        map.forEach((node, address) -> {
            try {
                addresses.put(
                        Integer.parseInt(String.valueOf(node)), parseAddress(name, found, String.valueOf(address)));
            } catch (NumberFormatException e) {
                throw wrong(name, found, "has the key `" + node + "`, which is no node number");
            }
        });
        return addresses;
    }

    ConfigException wrong(String name, String problem) {
        return wrong(name, values.get(name), problem);
    }

    static String didYouMean(String name, Collection<String> known) {
        return Settings.nearest(name, known)
                .map(near -> "; did you mean `" + near + "`?")
                .orElse("");
    }

    private static String field(Map<?, ?> fields, String name, String fallback) {
        Object value = fields.get(name);
        return value == null ? fallback : String.valueOf(value);
    }

    private static HostPort parseAddress(String name, @Nullable Value found, String text) {
        return HostPort.parse(text).orElseThrow(() -> wrong(name, found, "must be host:port, not \"" + text + "\""));
    }

    private static ConfigException wrong(String name, @Nullable Value found, String problem) {
        return new ConfigException("`" + name + "`" + (found == null ? "" : " (" + found.place + ")") + " " + problem);
    }

    private static Setting setting(String name) {
        return Settings.find(name).orElseThrow(() -> new IllegalStateException("no setting " + name));
    }
}
