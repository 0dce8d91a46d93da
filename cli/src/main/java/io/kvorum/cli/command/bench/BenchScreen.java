package io.kvorum.cli.command.bench;

import io.kvorum.bench.load.LoadListener;
import io.kvorum.bench.load.Second;
import io.kvorum.bench.process.CostProbe;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Console.Style;
import io.kvorum.cli.output.ProgressBar;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows a load while it runs: a line that changes each second on a terminal, nothing elsewhere. Samples the processes. */
final class BenchScreen implements LoadListener {
    private final Console console;
    private final CostProbe probe;
    private Optional<ProgressBar> loading = Optional.empty();

    BenchScreen(Console console, CostProbe probe) {
        this.console = console;
        this.probe = probe;
    }

    @Override
    public void loaded(long records, long of) {
        if (console.isTerminal()) {
            if (loading.isEmpty()) {
                loading = Optional.of(new ProgressBar(console, "records", of));
            }
            loading.get().at(records);
            if (records >= of) {
                loading.get().end();
                loading = Optional.empty();
            }
        }
    }

    @Override
    public void measuringBegins() {
        probe.begin();
    }

    @Override
    public void measuringEnds() {
        probe.end();
        console.clearStatus();
    }

    @Override
    public void checking() {
        console.status(console.style(Style.CYAN, "  reading all keys that were updated"));
    }

    @Override
    public void second(Second second) {
        console.status(line(second));
    }

    private String line(Second second) {
        String when = second.second() < 0 ? "warm-up " + -second.second() : second.second() + 1 + " s";
        String figures = String.format(
                Locale.ROOT,
                "  %10s  %,9d/s  p50 %s  p99 %s  p99.9 %s  max %s ms",
                when,
                second.operations(),
                millis(second.p50Micros()),
                millis(second.p99Micros()),
                millis(second.p999Micros()),
                millis(second.maxMicros()));
        if (second.failures().isEmpty()) {
            return console.style(Style.CYAN, figures);
        }
        String errors = second.failures().entrySet().stream()
                .map(failure -> failure.getValue() + " " + failure.getKey())
                .collect(Collectors.joining(", "));
        return console.style(Style.CYAN, figures) + "  " + console.style(Style.YELLOW, errors);
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, micros < 10_000 ? "%.2f" : "%.0f", micros / 1e3);
    }
}
