package io.kvorum.cli;

import io.kvorum.cli.output.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs command lines against a cluster in memory, in a home of their own. */
public final class Kit {
    public final FakeCluster cluster = new FakeCluster();
    public final Map<String, String> variables = new HashMap<>();

    private final Path home;
    private byte[] input = new byte[0];

    public Kit(Path home) {
        this.home = home;
        variables.put("KVCTL_ENDPOINTS", "127.0.0.1:1");
    }

    /** What a command line led to. */
    public record Result(int code, String out, String err) {}

    public Kit input(String text) {
        input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    public Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        Environment environment = new Environment(variables, home, new ByteArrayInputStream(input), false);
        int code = Kvctl.run(arguments, console, environment, (endpoints, only, timeout) -> {
            cluster.log.add("connect " + endpoints + (only ? " only " : " ") + timeout.toMillis());
            return cluster;
        });
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
