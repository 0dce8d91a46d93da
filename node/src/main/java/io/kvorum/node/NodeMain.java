package io.kvorum.node;

import ch.qos.logback.classic.LoggerContext;
import io.kvorum.node.config.ConfigException;
import io.kvorum.node.config.ConfigLoader;
import io.kvorum.node.config.NodeConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.LoggerFactory;

/** The process of one node: {@code --config FILE}, then settings as {@code --name=value}. */
public final class NodeMain {
    private static final String USAGE = """
        Usage: node [--config FILE] [--SETTING=VALUE ...]
        Settings come from the file, then the environment (KVORUM_...), then flags; docs/configuration.md lists them.
        """;

    private NodeMain() {}

    public static void main(String[] arguments) {
        // First of all: a signal that comes while the node is still starting must not be lost.
        CompletableFuture<KvorumNode> node = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drainAndHalt(node), "kvorum-stop"));
        ExitCode code = run(List.of(arguments), node);
        stopLogging();
        Runtime.getRuntime().halt(code.number());
    }

    private static ExitCode run(List<String> arguments, CompletableFuture<KvorumNode> started) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(USAGE);
            return ExitCode.OK;
        }
        try {
            NodeConfig config = load(arguments);
            NodeLogging.configure(config);
            KvorumNode node = KvorumNode.start(config);
            started.complete(node);
            Optional<NodeRefusal> reason = node.ended().toCompletableFuture().join();
            return reason.map(NodeMain::report).orElse(ExitCode.OK);
        } catch (ConfigException e) {
            System.err.println("kvorum: " + e.getMessage());
            return ExitCode.CONFIGURATION;
        } catch (NodeRefusal e) {
            return report(e);
        }
    }

    private static ExitCode report(NodeRefusal refusal) {
        System.err.println("kvorum: " + refusal.getMessage());
        return refusal.exitCode();
    }

    private static NodeConfig load(List<String> arguments) {
        List<String> flags = new ArrayList<>();
        ConfigLoader loader = new ConfigLoader();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--config") && i + 1 < arguments.size()) {
                loader.file(Path.of(arguments.get(++i)));
            } else if (argument.startsWith("--config=")) {
                loader.file(Path.of(argument.substring("--config=".length())));
            } else {
                flags.add(argument);
            }
        }
        return loader.environment(System.getenv()).flags(flags).load();
    }

    private static void drainAndHalt(CompletableFuture<KvorumNode> node) {
        KvorumNode running = node.getNow(null);
        if (running != null) {
            running.close();
        }
        stopLogging();
        Runtime.getRuntime().halt(ExitCode.OK.number());
    }

    private static void stopLogging() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }
}
