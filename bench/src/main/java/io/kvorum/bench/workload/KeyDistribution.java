package io.kvorum.bench.workload;

import java.util.Locale;

/** Which keys are asked for how often. */
public enum KeyDistribution {
    UNIFORM,
    /** Zipfian with constant 0.99, the popular keys scattered over all of them. */
    ZIPFIAN,
    /** Zipfian by age: the key inserted last is the most popular. */
    LATEST,
    /** 80% of the operations go to 20% of the keys. */
    HOT_SET,
    /** There is one key. */
    ONE;

    /** @throws IllegalArgumentException if there is none of this name */
    public static KeyDistribution parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
