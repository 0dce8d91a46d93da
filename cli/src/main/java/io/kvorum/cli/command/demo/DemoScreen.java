package io.kvorum.cli.command.demo;

import io.kvorum.cli.Durations;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Console.Style;
import io.kvorum.cli.output.ProgressBar;
import io.kvorum.harness.demo.DemoListener;
import io.kvorum.harness.demo.Meter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Tells on standard error what the demo does. */
final class DemoScreen implements DemoListener {
    private final Console console;
    private final long startedAtNanos = System.nanoTime();
    private Optional<ProgressBar> bar = Optional.empty();

    DemoScreen(Console console) {
        this.console = console;
    }

    @Override
    public void chapter(String title) {
        endBar();
        console.say("");
        console.say(console.style(Style.BOLD, title));
    }

    @Override
    public void event(String what) {
        endBar();
        console.clearStatus();
        String time = String.format(Locale.ROOT, "%5.1f s", (System.nanoTime() - startedAtNanos) / 1e9);
        console.say("  " + console.style(Style.DIM, time) + "  " + what);
    }

    @Override
    public void progress(String what, long done, long total) {
        if (bar.isEmpty()) {
            bar = Optional.of(new ProgressBar(console, what, total));
        }
        bar.get().at(done);
        if (done >= total) {
            endBar();
        }
    }

    private void endBar() {
        bar.ifPresent(ProgressBar::end);
        bar = Optional.empty();
    }

    @Override
    public void load(Meter.Phase phase) {
        console.status("  " + console.style(Style.CYAN, figures(phase)));
    }

    @Override
    public void phaseEnded(Meter.Phase phase) {
        Style style = phase.failures() == 0 ? Style.GREEN : Style.YELLOW;
        event(console.style(style, figures(phase)));
    }

    static String figures(Meter.Phase phase) {
        long perSecond = phase.durationMs() == 0 ? 0 : phase.operations() * 1_000 / phase.durationMs();
        return String.format(
                Locale.ROOT,
                "%,d operations (%,d/s), %d failed, longest pause of a client %s",
                phase.operations(),
                perSecond,
                phase.failures(),
                Durations.text(Duration.ofMillis(phase.longestPauseMs())));
    }
}
