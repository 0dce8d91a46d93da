package io.kvorum.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads file, environment and flags, in this order; the later overrides the earlier. */
public final class ConfigLoader {
    private final ConfigValues values = new ConfigValues();

    /** One YAML file; groups may be nested or written with dots. */
    public ConfigLoader file(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException("Cannot read the configuration " + file + ": " + e, e);
        }
        Object root = yaml(text, file.toString());
        if (root instanceof Map<?, ?> map) {
            flatten("", map, file.toString());
        } else if (root != NOTHING) {
            throw new ConfigException(file + " must be a map of settings");
        }
        return this;
    }

    /**
     * Variables that begin with {@code KVORUM_}. Other programs use that prefix too, so only one that looks like a
     * mistyped setting is an error.
     */
    public ConfigLoader environment(Map<String, String> environment) {
        Map<String, Setting> known =
                Settings.all().stream().collect(Collectors.toMap(Setting::environmentName, setting -> setting));
        environment.forEach((name, text) -> {
            Setting setting = known.get(name);
            if (setting != null) {
                values.set(setting, scalarOrYaml(setting, text, name), "environment " + name);
            } else if (name.startsWith("KVORUM_")) {
                known.keySet().stream()
                        .filter(candidate -> Settings.distance(name, candidate) <= 2)
                        .findFirst()
                        .ifPresent(candidate -> {
                            throw new ConfigException(
                                    "Unknown environment variable " + name + "; did you mean " + candidate + "?");
                        });
            }
        });
        return this;
    }

    /** {@code --name=value} or {@code --name value}; lists and maps in YAML's inline form. */
    public ConfigLoader flags(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                throw new ConfigException("Unexpected argument " + argument + "; settings are given as --name=value");
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
            Setting setting = require(name, "flag --" + name);
            if (equals < 0 && i + 1 == arguments.size()) {
                throw new ConfigException("Flag --" + name + " needs a value: --" + name + "=…");
            }
            String text = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
            values.set(setting, scalarOrYaml(setting, text, "--" + name), "flag --" + name);
        }
        return this;
    }

    /** Settings by name, for programs that start nodes in their own process. */
    public ConfigLoader settings(Map<String, ?> settings) {
        settings.forEach((name, value) -> values.set(require(name, "settings"), value, "settings"));
        return this;
    }

    public NodeConfig load() {
        return NodeConfig.of(values);
    }

    private void flatten(String prefix, Map<?, ?> map, String place) {
        map.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> nested && Settings.find(name).isEmpty()) {
                flatten(name + ".", nested, place);
            } else if (value != null) {
                values.set(require(name, place), value, place);
            } else {
                throw new ConfigException("`" + name + "` (" + place + ") has no value");
            }
        });
    }

    private static Setting require(String name, String place) {
        return Settings.find(name).orElseThrow(() -> {
            Collection<String> known =
                    Settings.all().stream().map(Setting::name).toList();
            return new ConfigException(
                    "Unknown setting `" + name + "` (" + place + ")" + ConfigValues.didYouMean(name, known));
        });
    }

    private static Object scalarOrYaml(Setting setting, String text, String place) {
        return switch (setting.type()) {
            case NODES, ADDRESSES -> yaml(text, place);
            case TEXT, NUMBER, ADDRESS, PATH -> text;
        };
    }

    private static final Object NOTHING = new Object();

    private static Object yaml(String text, String place) {
        try {
            Object root = new Load(LoadSettings.builder().setLabel(place).build()).loadFromString(text);
            return root == null ? NOTHING : root;
        } catch (YamlEngineException e) {
            throw new ConfigException("Not YAML: " + e.getMessage(), e);
        }
    }
}
