package io.kvorum.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command finds around it.
 *
 * @param variables of the environment
 * @param home the user's folder
 * @param in standard input
 * @param interactive whether a person can be asked
 */
public record Environment(Map<String, String> variables, Path home, InputStream in, boolean interactive) {
    public Environment {
        variables = Map.copyOf(variables);
    }

    /** Of this process. */
    public static Environment ofProcess() {
        // Java itself cannot tell since 22; the launcher can.
        boolean interactive = "1".equals(System.getenv("KVCTL_INTERACTIVE"));
        return new Environment(System.getenv(), Path.of(System.getProperty("user.home")), System.in, interactive);
    }

    public String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    /** Where kvctl keeps the user's contexts. */
    public Path configuration() {
        String xdg = variable("XDG_CONFIG_HOME");
        return (xdg.isEmpty() ? home.resolve(".config") : Path.of(xdg)).resolve("kvorum");
    }

    /** Where the cluster of {@code kvctl dev} lives unless told otherwise. */
    public Path state() {
        String xdg = variable("XDG_STATE_HOME");
        return (xdg.isEmpty() ? home.resolve(".local").resolve("state") : Path.of(xdg)).resolve("kvorum");
    }
}
