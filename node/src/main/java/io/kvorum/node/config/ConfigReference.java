package io.kvorum.node.config;

/** Makes the reference page {@code docs/configuration.md} from {@link Settings}. */
public final class ConfigReference {
    private static final String HEAD = """
        # Configuration of a node

        <!-- Generated from io.kvorum.node.config.Settings. A test says how to renew it. -->

        One YAML file (`--config FILE`), overridden by the environment, overridden by flags (`--name=value`). Groups may be
        nested or written with dots. An unknown name is an error that names the nearest known one. Lists and maps are given to
        variables and flags in YAML's inline form.

        ```yaml
        cluster: {id: example, secretFile: /etc/kvorum/secret}
        nodes:
          - {number: 1, name: a, address: "10.0.0.1:7400", zone: z1, region: eu}
          - {number: 2, name: b, address: "10.0.0.2:7400", zone: z2, region: eu}
          - {number: 3, name: c, address: "10.0.0.3:7400", zone: z3, region: eu}
        node: {name: a, dataDirectory: /var/lib/kvorum}
        admin: {listen: "127.0.0.1:7401"}
        ```

        | setting | environment | value | default | meaning |
        |---|---|---|---|---|
        """;

    private ConfigReference() {}

    public static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Setting setting : Settings.all()) {
            page.append("| `").append(setting.name());
            page.append("` | `").append(setting.environmentName());
            page.append("` | ").append(values(setting));
            page.append(" | ")
                    .append(setting.fallback().map(ConfigReference::code).orElse("—"));
            page.append(" | ").append(setting.description()).append(" |\n");
        }
        return page.toString();
    }

    private static String values(Setting setting) {
        return setting.type() == Setting.Type.NUMBER
                ? setting.min() + " to " + setting.max()
                : setting.type().words();
    }

    private static String code(String fallback) {
        return fallback.isEmpty() ? "empty" : "`" + fallback + "`";
    }
}
