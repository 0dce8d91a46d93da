package io.kvorum.cli;

import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Console.Style;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into words on standard error and an exit code. */
final class Errors {
    private final Cli cli;

    Errors(Cli cli) {
        this.cli = cli;
    }

    int parametersWrong(ParameterException wrong, String[] arguments) {
        Console console = cli.console();
        CommandLine line = wrong.getCommandLine();
        console.say(console.style(Style.RED, "error:") + " " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, line.getErr());
        console.say("  next: see '" + line.getCommandSpec().qualifiedName() + " --help'");
        return Exit.USAGE.code();
    }

    int executionFailed(Exception thrown, CommandLine line, ParseResult parsed) {
        Failure failure = Failures.of(thrown);
        report(failure);
        if (failure.exit() == Exit.INTERNAL && cli.options().verbose()) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            cli.console().say(trace.toString());
        }
        return failure.exit().code();
    }

    private void report(Failure failure) {
        Console console = cli.console();
        if (console.format() == Format.JSON || console.format() == Format.JSONL) {
            Map<String, Object> fields = new TreeMap<>();
            fields.put("code", failure.code());
            fields.put("message", failure.what());
            fields.put("exitCode", failure.exit().code());
            switch (failure.data()) {
                case NONE_TOUCHED -> fields.put("outcome", "NOT_APPLIED");
                case APPLIED -> fields.put("outcome", "APPLIED");
                case UNKNOWN -> fields.put("outcome", "UNKNOWN");
                case NOT_CONCERNED -> {}
            }
            if (!failure.next().isEmpty()) {
                fields.put("next", failure.next());
            }
            console.say(Json.document(Map.of("error", fields)));
            return;
        }
        console.say(console.style(Style.RED, "error:") + " " + failure.what());
        if (!failure.data().text().isEmpty()) {
            console.say("  data: " + failure.data().text());
        }
        if (!failure.next().isEmpty()) {
            console.say("  next: " + failure.next());
        }
    }
}
