package io.kvorum.cli.command.live;

import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Console.Style;
import io.kvorum.cli.output.ProgressBar;
import io.kvorum.harness.drill.DrillListener;
import java.util.Locale;
import java.util.Optional;

/** Tells on standard error what a drill does. */
final class LiveScreen implements DrillListener {
    private final Console console;
    private final long startedAtNanos = System.nanoTime();
    private Optional<ProgressBar> bar = Optional.empty();

    LiveScreen(Console console) {
        this.console = console;
    }

    @Override
    public synchronized void chapter(String title) {
        end();
        console.say("");
        console.say(console.style(Style.BOLD, title));
    }

    @Override
    public synchronized void event(String what) {
        end();
        String time = String.format(Locale.ROOT, "%6.1f s", (System.nanoTime() - startedAtNanos) / 1e9);
        console.say("  " + console.style(Style.DIM, time) + "  " + what);
    }

    @Override
    public synchronized void load(long operations, long indefinite) {
        String line =
                String.format(Locale.ROOT, "  %,d operations, %,d without a definite answer", operations, indefinite);
        console.status(console.style(Style.CYAN, line));
    }

    @Override
    public synchronized void judging(long done, long total) {
        if (bar.isEmpty()) {
            bar = Optional.of(new ProgressBar(console, "operations judged", total));
        }
        bar.get().at(done);
    }

    /** Removes what is only for the moment. */
    synchronized void end() {
        bar.ifPresent(ProgressBar::end);
        bar = Optional.empty();
        console.clearStatus();
    }
}
