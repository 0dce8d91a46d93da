package io.kvorum.harness.live.proxy;

import java.time.Duration;

/** What happens to the bytes of a link. */
public sealed interface LinkState {
    /** They pass. */
    record Open() implements LinkState {}

    /** They are held back, as by a network that loses each packet: TCP brings them when the link heals. */
    record Cut() implements LinkState {}

    /** Connections that use it are reset, new ones as well. */
    record Reject() implements LinkState {}

    /**
     * They arrive later.
     *
     * @param delay of all bytes, on average
     * @param jitter each run of bytes takes up to so much less or more; the order stays, as TCP keeps it
     */
    record Slow(Duration delay, Duration jitter) implements LinkState {
        public Slow {
            if (delay.isNegative() || delay.compareTo(Duration.ofMinutes(1)) > 0) {
                throw new IllegalArgumentException("the delay of a link is 0 to 60 s, not " + delay.toMillis() + " ms");
            }
            if (jitter.isNegative() || jitter.compareTo(delay) > 0) {
                throw new IllegalArgumentException("the jitter of a link is 0 to its delay, not " + jitter.toMillis()
                        + " of " + delay.toMillis() + " ms");
            }
        }

        /** Always the same. */
        public Slow(Duration delay) {
            this(delay, Duration.ZERO);
        }

        /** @param luck from 0 to 1 */
        long nanos(double luck) {
            return delay.toNanos() + (long) (jitter.toNanos() * (2 * luck - 1));
        }
    }

    /** The form that {@link #parse} reads. */
    default String text() {
        return switch (this) {
            case Open open -> "open";
            case Cut cut -> "cut";
            case Reject reject -> "reject";
            case Slow slow ->
                "slow:" + slow.delay().toMillis()
                        + (slow.jitter().isZero() ? "" : ":" + slow.jitter().toMillis());
        };
    }

    static LinkState parse(String text) {
        return switch (text) {
            case "open" -> new Open();
            case "cut" -> new Cut();
            case "reject" -> new Reject();
            default -> {
                if (!text.matches("slow:\\d{1,5}(:\\d{1,5})?")) {
                    throw new IllegalArgumentException("not a state of a link: " + text);
                }
                String[] words = text.split(":");
                long jitterMs = words.length > 2 ? Long.parseLong(words[2]) : 0;
                yield new Slow(Duration.ofMillis(Long.parseLong(words[1])), Duration.ofMillis(jitterMs));
            }
        };
    }
}
