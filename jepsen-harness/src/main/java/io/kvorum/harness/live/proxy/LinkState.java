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

    /** They arrive later by this much. */
    record Slow(Duration delay) implements LinkState {
        public Slow {
            if (delay.isNegative() || delay.compareTo(Duration.ofMinutes(1)) > 0) {
                throw new IllegalArgumentException("the delay of a link is 0 to 60 s, not " + delay.toMillis() + " ms");
            }
        }
    }

    /** The form that {@link #parse} reads. */
    default String text() {
        return switch (this) {
            case Open open -> "open";
            case Cut cut -> "cut";
            case Reject reject -> "reject";
            case Slow slow -> "slow:" + slow.delay().toMillis();
        };
    }

    static LinkState parse(String text) {
        return switch (text) {
            case "open" -> new Open();
            case "cut" -> new Cut();
            case "reject" -> new Reject();
            default -> {
                if (!text.matches("slow:\\d{1,5}")) {
                    throw new IllegalArgumentException("not a state of a link: " + text);
                }
                yield new Slow(Duration.ofMillis(Long.parseLong(text.substring(5))));
            }
        };
    }
}
