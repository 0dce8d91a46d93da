package io.kvorum.node.config;

import java.util.Locale;
import java.util.Optional;

/**
 * One setting of a node.
 *
 * @param name as in the file, groups separated by dots; units are in the name
 * @param fallback the default as it would be written in the file; empty: none
 * @param min and {@code max} bound numbers
 * @param description one sentence for the reference page
 */
public record Setting(String name, Type type, Optional<String> fallback, long min, long max, String description) {
    /** What a value looks like. */
    public enum Type {
        TEXT("text"),
        NUMBER("whole number"),
        ADDRESS("host:port"),
        PATH("path"),
        NODES("list of {number, name, address, zone, region}"),
        ADDRESSES("map of node number to host:port");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    static Setting of(String name, Type type, String fallback, String description) {
        return new Setting(name, type, Optional.of(fallback), 0, 0, description);
    }

    static Setting of(String name, Type type, String description) {
        return new Setting(name, type, Optional.empty(), 0, 0, description);
    }

    static Setting number(String name, long fallback, long min, long max, String description) {
        return new Setting(name, Type.NUMBER, Optional.of(Long.toString(fallback)), min, max, description);
    }

    /** {@code limits.maxKeyBytes} is {@code KVORUM_LIMITS_MAX_KEY_BYTES} in the environment. */
    public String environmentName() {
        return "KVORUM_"
                + name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }
}
