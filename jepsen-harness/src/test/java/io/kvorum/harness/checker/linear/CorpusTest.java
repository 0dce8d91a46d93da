package io.kvorum.harness.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.history.HistoryReader;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.session.SessionCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Histories that are known to be good, or bad: one file each, named after the model and what it is about. */
class CorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/io/kvorum/harness/checker/corpus");

    static Stream<Path> good() throws IOException {
        return files("good");
    }

    static Stream<Path> bad() throws IOException {
        return files("bad");
    }

    private static Stream<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(CORPUS.resolve(folder))) {
            List<Path> all = files.sorted().toList();
            assertThat(all).hasSizeGreaterThan(15);
            return all.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void aGoodHistoryIsAccepted(Path file) throws IOException {
        assertThat(brokenKeys(file)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadHistoryIsRefused(Path file) throws IOException {
        assertThat(brokenKeys(file)).hasSize(1);
    }

    /** The bad ones are small: nothing can be left out of most, and what is left tells why. */
    @ParameterizedTest
    @MethodSource("bad")
    void theStoryOfABadHistoryIsComplete(Path file) throws IOException {
        Optional<ObjectKind> kind = kind(file);
        if (kind.isEmpty()) {
            return;
        }
        List<Operation> history = HistoryReader.read(file);
        String key = brokenKeys(file).get(0);
        List<Operation> ofKey =
                history.stream().filter(one -> one.key().equals(key)).toList();
        Offence offence = Offence.of(kind.get(), ofKey, Limits.REPRODUCIBLE);
        assertThat(LinearCheck.check(kind.get(), offence.operations()).result()).isEqualTo(Verdict.Result.VIOLATION);
        assertThat(offence.operations()).contains(offence.failing());
        assertThat(offence.states()).isNotEmpty();
        for (Operation operation : offence.operations()) {
            List<Operation> without = offence.operations().stream()
                    .filter(one -> !one.equals(operation))
                    .toList();
            boolean needed = offence.operations().stream()
                    .anyMatch(one -> !one.equals(operation)
                            && kind.get().model(ofKey).needs(one).stream()
                                    .anyMatch(name -> kind.get()
                                            .model(ofKey)
                                            .gives(operation)
                                            .contains(name)));
            assertThat(needed || LinearCheck.check(kind.get(), without).isFine())
                    .as("%s could be left out", operation)
                    .isTrue();
        }
    }

    private static Optional<ObjectKind> kind(Path file) {
        String name = file.getFileName().toString().replaceFirst("-.*", "").toUpperCase(Locale.ROOT);
        return name.equals("SESSION") ? Optional.empty() : Optional.of(ObjectKind.valueOf(name));
    }

    private static List<String> brokenKeys(Path file) throws IOException {
        Map<String, List<Operation>> keys = HistoryVerdicts.byKey(HistoryReader.read(file));
        Optional<ObjectKind> kind = kind(file);
        return keys.entrySet().stream()
                .filter(entry -> kind.isPresent()
                        ? LinearCheck.check(kind.get(), entry.getValue()).result() == Verdict.Result.VIOLATION
                        : !SessionCheck.check(entry.getValue()).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }
}
