package io.kvorum.harness.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UnicodeNamesTest {
    private final Map<String, String> names = UnicodeNames.all(Integer.MAX_VALUE);

    @Test
    void charactersWithNamesOfTheirOwnAreThere() {
        assertThat(names).containsEntry("U+0041", "LATIN CAPITAL LETTER A").containsEntry("U+1F600", "GRINNING FACE");
        assertThat(names).hasSizeBetween(33_000, 60_000);
    }

    @Test
    void namesThatAreOnlyANumberAreLeftOut() {
        assertThat(names).doesNotContainKeys("U+4E00", "U+AC00", "U+E000");
    }
}
