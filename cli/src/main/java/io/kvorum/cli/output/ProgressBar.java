package io.kvorum.cli.output;

import java.util.Locale;

/** Long work with a known end: a bar with an estimate on a terminal, a line every tenth of the way elsewhere. */
public final class ProgressBar {
    private static final int WIDTH = 28;
    private static final long REDRAW_NANOS = 100_000_000;

    private final Console console;
    private final String what;
    private final long total;
    private final long startedAtNanos = System.nanoTime();
    private long drawnAtNanos;
    private long saidTenths;

    /** @param total more than zero */
    public ProgressBar(Console console, String what, long total) {
        this.console = console;
        this.what = what;
        this.total = Math.max(1, total);
    }

    public void at(long done) {
        long now = System.nanoTime();
        if (!console.isTerminal()) {
            long tenths = done * 10 / total;
            if (tenths > saidTenths) {
                saidTenths = tenths;
                console.say(String.format(Locale.ROOT, "  %s: %,d of %,d", what, done, total));
            }
        } else if (done >= total || now - drawnAtNanos > REDRAW_NANOS) {
            drawnAtNanos = now;
            console.status(line(done, now - startedAtNanos));
        }
    }

    /** Removes the bar. */
    public void end() {
        console.clearStatus();
    }

    private String line(long done, long elapsedNanos) {
        int filled = (int) (Math.min(done, total) * WIDTH / total);
        long perSecond = elapsedNanos == 0 ? 0 : (long) (done * 1e9 / elapsedNanos);
        String left = perSecond == 0 ? "" : String.format(Locale.ROOT, ", %d s left", (total - done) / perSecond);
        return String.format(
                Locale.ROOT,
                "  %s [%s%s] %,d of %,d, %,d/s%s",
                what,
                "█".repeat(filled),
                "·".repeat(WIDTH - filled),
                done,
                total,
                perSecond,
                left);
    }
}
