package io.kvorum.cli;

import io.kvorum.cli.output.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The program. */
public final class Kvctl {
    private Kvctl() {}

    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("-v") || Arrays.asList(arguments).contains("--verbose")) {
            System.setProperty(QuietLogging.VERBOSE, "true");
        }
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Console console = new Console(out, err, "1".equals(System.getenv("KVCTL_TERMINAL")));
        int code = run(arguments, console, Environment.ofProcess(), ClientCluster::connect);
        out.flush();
        System.exit(code);
    }

    /** @return the exit code */
    public static int run(String[] arguments, Console console, Environment environment, Connector connector) {
        return commandLine(console, environment, connector, List.of(arguments)).execute(arguments);
    }

    /** The model of all commands; executing it never throws. */
    public static CommandLine commandLine(Console console, Environment environment, Connector connector) {
        return commandLine(console, environment, connector, List.of());
    }

    private static CommandLine commandLine(
            Console console, Environment environment, Connector connector, List<String> arguments) {
        GlobalOptions options = new GlobalOptions();
        Cli cli = new Cli(options, console, environment, connector);
        CommandLine line = new CommandLine(new RootCommand(options));
        Commands.addTo(line, cli, arguments);
        Errors errors = new Errors(cli);
        line.registerConverter(Duration.class, new Durations());
        line.setUsageHelpWidth(120);
        line.setUsageHelpLongOptionsMaxWidth(40);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setExecutionStrategy(parsed -> {
            console.configure(options.format(), wantsColors(options, environment));
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler(errors::executionFailed);
        line.setParameterExceptionHandler(errors::parametersWrong);
        return line;
    }

    private static boolean wantsColors(GlobalOptions options, Environment environment) {
        return !options.noColor() && environment.variable("NO_COLOR").isEmpty();
    }
}
