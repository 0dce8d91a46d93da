package io.kvorum.cli.command;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.output.Shown;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code kvctl version}. */
@Command(name = "version", description = "Print the version of kvctl and of the Java it runs on.")
public final class VersionCommand extends CliCommand {
    public VersionCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version());
        fields.put("java", System.getProperty("java.vm.version"));
        cli.console().show(Shown.thing(fields).raw((version() + "\n").getBytes(StandardCharsets.UTF_8)));
        return Exit.OK;
    }

    /** From the jar's manifest; in a build folder there is none. */
    public static String version() {
        return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
