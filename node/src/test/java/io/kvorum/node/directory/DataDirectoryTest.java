package io.kvorum.node.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.node.ExitCode;
import io.kvorum.node.NodeRefusal;
import io.kvorum.node.storage.StoreOptions;
import io.kvorum.replication.storage.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final StoreOptions SMALL = new StoreOptions(16 << 20, 8 << 20, 1);
    private static final byte[] KEY = {1};

    @TempDir
    Path parent;

    @Test
    void anActorStaysWithItsDirectory() {
        Actor first = actorAfterOpening(data());
        assertThat(first.nodeNumber()).isEqualTo(1);
        assertThat(actorAfterOpening(data())).isEqualTo(first);
    }

    @Test
    void aCrashTakesAFreshActorEachTime() {
        Actor first;
        try (DataDirectory crashes = open(data())) {
            first = crashes.actor();
        }
        Actor second;
        try (DataDirectory crashesToo = open(data())) {
            second = crashesToo.actor();
        }
        Actor third = actorAfterOpening(data());
        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
        assertThat(actorAfterOpening(data())).isEqualTo(third);
    }

    @Test
    void eachStartIsRememberedWithWhatItFound() {
        long firstRun;
        long written;
        try (DataDirectory first = open(data())) {
            firstRun = first.starts().run();
            first.store().writeDurably(Table.META, KEY, KEY);
            written = first.store().sequence();
        }
        long secondRun;
        try (DataDirectory second = open(data())) {
            secondRun = second.starts().run();
            assertThat(second.starts().openedAfter(firstRun)).isEqualTo(written);
            second.store().writeDurably(Table.META, KEY, KEY);
        }
        try (DataDirectory third = open(data())) {
            assertThat(third.starts().openedAfter(firstRun))
                    .as("what the second one wrote hides nothing")
                    .isEqualTo(written);
            assertThat(third.starts().openedAfter(secondRun)).isGreaterThan(written);
            assertThat(third.starts().run()).isNotEqualTo(secondRun);
        }
    }

    @Test
    void aSecondProcessIsRefused() {
        try (DataDirectory open = open(data())) {
            assertThat(refusal(data(), "c", 1)).isEqualTo(ExitCode.DIRECTORY_LOCKED);
            assertThat(open.store().read(Table.META, KEY)).isEmpty();
        }
    }

    @Test
    void theDirectoryOfAnotherClusterOrNodeIsRefusedAndNotDamaged() {
        Actor actor = actorAfterOpening(data());
        assertThat(refusal(data(), "other", 1)).isEqualTo(ExitCode.OTHER_CLUSTER);
        assertThat(refusal(data(), "c", 2)).isEqualTo(ExitCode.OTHER_NODE);
        assertThat(actorAfterOpening(data())).isEqualTo(actor);
    }

    @Test
    void theStoreItselfKnowsItsOwnerToo() throws IOException {
        actorAfterOpening(data());
        Files.delete(data().resolve("identity"));
        assertThat(refusal(data(), "other", 1)).isEqualTo(ExitCode.OTHER_CLUSTER);
        assertThat(refusal(data(), "c", 2)).isEqualTo(ExitCode.OTHER_NODE);
    }

    @Test
    void aNewerFormatIsRefusedAndNotDamaged() throws IOException {
        isRefusedAndNotDamaged("format=4", ExitCode.NEWER_FORMAT);
    }

    @Test
    void anOlderFormatIsRefusedAndNotDamaged() throws IOException {
        isRefusedAndNotDamaged("format=2", ExitCode.OLDER_FORMAT);
    }

    private void isRefusedAndNotDamaged(String format, ExitCode reason) throws IOException {
        Actor actor = actorAfterOpening(data());
        Path identity = data().resolve("identity");
        List<String> lines = Files.readAllLines(identity);
        Files.writeString(identity, String.join("\n", lines).replace("format=3", format));
        assertThat(refusal(data(), "c", 1)).isEqualTo(reason);
        Files.write(identity, lines);
        assertThat(actorAfterOpening(data())).isEqualTo(actor);
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsRefused() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThat(refusal(file.resolve("data"), "c", 1)).isEqualTo(ExitCode.DIRECTORY_UNWRITABLE);
    }

    @Test
    void aDamagedStoreIsRefused() throws IOException {
        actorAfterOpening(data());
        try (Stream<Path> files = Files.list(data().resolve("db"))) {
            for (Path manifest : files.filter(
                            file -> file.getFileName().toString().startsWith("MANIFEST"))
                    .toList()) {
                Files.write(manifest, new byte[100]);
            }
        }
        assertThat(refusal(data(), "c", 1)).isEqualTo(ExitCode.CORRUPT);
    }

    @Test
    void aCopyTakesAFreshActorAndTheOriginalKeepsItsOwn() throws IOException {
        Actor actor = actorAfterOpening(data());
        Path copy = parent.resolve("copy");
        copy(data(), copy);
        Actor fresh = actorAfterOpening(copy);
        assertThat(fresh).isNotEqualTo(actor);
        assertThat(fresh.nodeNumber()).isEqualTo(1);
        assertThat(actorAfterOpening(copy)).isEqualTo(fresh);
        assertThat(actorAfterOpening(data())).isEqualTo(actor);
    }

    @Test
    void aRestoreMarkTakesAFreshActorOnce() throws IOException {
        Actor actor = actorAfterOpening(data());
        Files.createFile(data().resolve("RESTORED"));
        Actor fresh = actorAfterOpening(data());
        assertThat(fresh).isNotEqualTo(actor);
        assertThat(data().resolve("RESTORED")).doesNotExist();
        assertThat(actorAfterOpening(data())).isEqualTo(fresh);
    }

    @Test
    void aFreshActorThatWasTakenInBetweenIsKept() {
        try (DataDirectory open = open(data())) {
            Actor seen = open.actor();
            Actor fresh = open.takeFreshActor(seen, "test");
            assertThat(fresh).isNotEqualTo(seen);
            assertThat(open.takeFreshActor(seen, "test")).isEqualTo(fresh);
        }
    }

    @Test
    void theDurableSequenceNeverFallsOverRestarts() {
        long before;
        try (DataDirectory open = open(data())) {
            open.store().writeDurably(Table.META, KEY, KEY);
            before = open.store().sequence();
        }
        try (DataDirectory open = open(data())) {
            assertThat(open.store().sequence()).isGreaterThanOrEqualTo(before);
            open.store().flush();
        }
        try (DataDirectory open = open(data())) {
            assertThat(open.store().sequence()).isGreaterThanOrEqualTo(before);
        }
    }

    @Test
    void aCrashLeavesTheAcceptorAndAnyLossTakesAnother() throws IOException {
        Actor first = acceptorAfterACrash();
        assertThat(acceptorAfterACrash()).isEqualTo(first);
        Files.createFile(data().resolve("RESTORED"));
        Actor restored = acceptorAfterACrash();
        assertThat(restored).isNotEqualTo(first);
        Files.delete(data().resolve("identity"));
        assertThat(acceptorAfterACrash()).isNotIn(first, restored);
    }

    @Test
    void aMovedDirectoryKeepsItsAcceptorInDoubt() throws IOException {
        Actor first = acceptorAfterACrash();
        Path copy = parent.resolve("copy");
        copy(data(), copy);
        long doubt;
        try (DataDirectory moved = open(copy)) {
            assertThat(moved.acceptor()).isEqualTo(first);
            doubt = moved.doubt();
            assertThat(doubt).isNotZero();
        }
        try (DataDirectory again = open(copy)) {
            assertThat(again.doubt()).as("until others have settled it").isEqualTo(doubt);
            again.takeFreshActor(again.actor(), "a peer remembers more");
            assertThat(again.doubt()).as("it was about the one before").isZero();
        }
        try (DataDirectory original = open(data())) {
            assertThat(original.doubt()).isZero();
        }
    }

    /** It dies after the store has the fresh actor and before the identity file has. */
    @Test
    void aCrashBetweenStoreAndIdentityFileIsNoContradiction() throws IOException {
        Actor acceptor = acceptorAfterACrash();
        List<String> identity = Files.readAllLines(data().resolve("identity"));
        assertThat(acceptorAfterACrash()).isEqualTo(acceptor);
        Files.write(data().resolve("identity"), identity);
        assertThat(acceptorAfterACrash()).isEqualTo(acceptor);
        assertThat(acceptorAfterACrash()).isEqualTo(acceptor);
        Files.write(data().resolve("identity"), identity);
        assertThat(acceptorAfterACrash())
                .as("the store is older than the file, or the other way round")
                .isNotEqualTo(acceptor);
    }

    private Actor acceptorAfterACrash() {
        try (DataDirectory crashes = open(data())) {
            return crashes.acceptor();
        }
    }

    private Path data() {
        return parent.resolve("data");
    }

    private static DataDirectory open(Path directory) {
        return DataDirectory.open(directory, "c", 1, SMALL);
    }

    private static Actor actorAfterOpening(Path directory) {
        try (DataDirectory open = open(directory)) {
            open.endInOrder();
            return open.actor();
        }
    }

    private static ExitCode refusal(Path directory, String cluster, int node) {
        NodeRefusal refusal = catchThrowableOfType(
                NodeRefusal.class,
                () -> DataDirectory.open(directory, cluster, node, SMALL).close());
        assertThat(refusal)
                .isNotNull()
                .message()
                .contains(directory.getFileName().toString());
        return refusal.exitCode();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
