package io.kvorum.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Frequencies of fixed seeds against the closed forms, within five standard deviations. */
class DistributionsTest {
    private static final int DRAWS = 400_000;
    private static final int KEYS = 1_000;

    @Test
    void aZipfianRankIsAsPopularAsItsPowerSays() {
        Zipfian zipfian = Zipfian.over(KEYS);
        long[] counts = new long[KEYS];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < DRAWS; i++) {
            counts[(int) zipfian.rank(random.nextDouble())]++;
        }
        double zeta = zeta(KEYS);
        // The first two are exact; Gray's method approximates the others by a continuous power law.
        assertFrequency(counts[0], 1 / zeta);
        assertFrequency(counts[1], Math.pow(0.5, 0.99) / zeta);
        for (int upTo : new int[] {10, 100, 500}) {
            long sum = 0;
            for (int rank = 0; rank < upTo; rank++) {
                sum += counts[rank];
            }
            assertThat(sum / (double) DRAWS).as("ranks below %s", upTo).isCloseTo(zeta(upTo) / zeta, within(0.02));
        }
    }

    @Test
    void aZipfianThatGrewIsThatOfAllItems() {
        Zipfian grown = Zipfian.over(100).grownTo(KEYS);
        Zipfian whole = Zipfian.over(KEYS);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 10_000; i++) {
            double draw = random.nextDouble();
            assertThat(grown.rank(draw)).isCloseTo(whole.rank(draw), within(1L));
        }
    }

    @Test
    void theMostPopularScrambledKeyHasTheShareThatYcsbGivesIt() {
        long[] counts = counts(KeyDistribution.ZIPFIAN, new KeySpace(KEYS), Op.READ);
        int first = (int) ScrambledZipfian.scattered(0, KEYS);
        int second = (int) ScrambledZipfian.scattered(1, KEYS);
        double zeta = ScrambledZipfian.ZETA_OF_RANKS;
        double firstShare = 1 / zeta;
        double secondShare = Math.pow(0.5, 0.99) / zeta;
        // All other ranks fall on all keys; the larger of them make single keys differ.
        double rest = (1 - firstShare - secondShare) / KEYS;
        assertThat(counts[first] / (double) DRAWS).isCloseTo(firstShare + rest, within(0.0015));
        assertThat(counts[second] / (double) DRAWS).isCloseTo(secondShare + rest, within(0.0015));
        assertThat(first).isNotEqualTo(0);
    }

    @Test
    void uniformKeysAreEquallyPopular() {
        long[] counts = counts(KeyDistribution.UNIFORM, new KeySpace(KEYS), Op.READ);
        for (long count : counts) {
            assertFrequency(count, 1.0 / KEYS);
        }
    }

    @Test
    void aFifthOfTheKeysIsHot() {
        long[] counts = counts(KeyDistribution.HOT_SET, new KeySpace(KEYS), Op.READ);
        for (int key = 0; key < KEYS; key++) {
            assertFrequency(counts[key], key < KEYS / 5 ? 0.8 / (KEYS / 5) : 0.2 / (KEYS - KEYS / 5));
        }
    }

    @Test
    void theKeyInsertedLastIsTheMostPopular() {
        KeySpace space = new KeySpace(KEYS - 1);
        KeyChooser chooser = KeyChooser.of(Workload.named("d").withRecords(KEYS - 1), space);
        SplittableRandom random = new SplittableRandom(3);
        assertThat(chooser.next(random)).isLessThan(KEYS - 1);
        space.insertEnded(space.beginInsert());
        long newest = 0;
        for (int i = 0; i < DRAWS; i++) {
            newest += chooser.next(random) == KEYS - 1 ? 1 : 0;
        }
        assertFrequency(newest, 1 / zeta(KEYS));
    }

    @Test
    void aGrowingScrambledZipfianDrawsOnlyKeysThatAreThere() {
        KeySpace space = new KeySpace(KEYS);
        KeyChooser chooser = new ScrambledZipfian(space, true);
        SplittableRandom random = new SplittableRandom(4);
        boolean inserted = false;
        for (int i = 0; i < 20_000; i++) {
            if (i % 20 == 0) {
                space.insertEnded(space.beginInsert());
            }
            long key = chooser.next(random);
            assertThat(key).isLessThan(space.limit());
            inserted |= key >= KEYS;
        }
        assertThat(inserted).isTrue();
    }

    @Test
    void kindsOfOperationsComeInTheirShares() {
        Mix mix = Workload.named("delete-heavy").mix();
        SplittableRandom random = new SplittableRandom(5);
        long[] counts = new long[Op.values().length];
        for (int i = 0; i < DRAWS; i++) {
            counts[mix.pick(random.nextDouble()).ordinal()]++;
        }
        assertFrequency(counts[Op.READ.ordinal()], 0.4);
        assertFrequency(counts[Op.UPDATE.ordinal()], 0.3);
        assertFrequency(counts[Op.DELETE.ordinal()], 0.3);
        assertThat(counts[Op.SCAN.ordinal()]).isZero();
    }

    private static long[] counts(KeyDistribution distribution, KeySpace space, Op op) {
        Workload workload = new Workload("test", Mix.only(op), distribution, space.limit(), 100, 1);
        KeyChooser chooser = KeyChooser.of(workload, space);
        SplittableRandom random = new SplittableRandom(6);
        long[] counts = new long[(int) space.limit()];
        for (int i = 0; i < DRAWS; i++) {
            counts[(int) chooser.next(random)]++;
        }
        return counts;
    }

    private static double zeta(int items) {
        double sum = 0;
        for (int i = 1; i <= items; i++) {
            sum += 1 / Math.pow(i, 0.99);
        }
        return sum;
    }

    private static void assertFrequency(long count, double probability) {
        double deviation = Math.sqrt(DRAWS * probability * (1 - probability));
        assertThat((double) count).isCloseTo(DRAWS * probability, within(5 * deviation));
    }
}
