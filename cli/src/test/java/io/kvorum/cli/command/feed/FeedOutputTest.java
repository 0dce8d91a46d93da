package io.kvorum.cli.command.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.cli.Failure;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Format;
import io.kvorum.client.Sibling;
import io.kvorum.client.feed.FeedEvent;
import io.kvorum.client.feed.FeedPositions;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedOutputTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    private final FeedPrinter printer = new FeedPrinter(console);

    @TempDir
    Path folder;

    @Test
    void aChangeIsALineForEachVersionAndARemovalSaysSo() {
        assertThat(printer.print(change("one"))).isTrue();
        assertThat(printer.print(change("one", "two"))).isTrue();
        assertThat(printer.print(change())).isTrue();
        assertThat(printed(out).lines())
                .containsExactly("k\tone", "k\tone\t(sibling)", "k\ttwo\t(sibling)", "k\t(deleted)");
    }

    @Test
    void asJsonAChangeIsOneDocument() {
        console.configure(Format.JSONL, false);
        printer.print(change("one"));
        assertThat(printed(out).strip().lines())
                .singleElement()
                .asString()
                .contains("\"key\":\"k\"", "\"value\":\"one\"", "\"deleted\":false", "\"partition\":3");
    }

    @Test
    void aRegisterIsALineForEachKeyWithItsVersion() {
        assertThat(printer.print(register(false, "k", List.of(entry("k", 2, "one")))))
                .isTrue();
        printer.print(register(false, "k", List.of()));
        printer.print(register(true, "o", List.of(entry("{o}a", 1, "x"), entry("{o}b", 3, "y"))));
        printer.print(register(true, "o", List.of()));
        assertThat(printed(out).lines())
                .containsExactly(
                        "k\tone\tversion 2",
                        "k\t(deleted)\tversion 3",
                        "{o}a\tx\tversion 1\t{o} at 3",
                        "{o}b\ty\tversion 3\t{o} at 3",
                        "{o}\t(deleted)\tversion 3");
    }

    @Test
    void asJsonARegisterIsOneDocument() {
        console.configure(Format.JSONL, false);
        printer.print(register(true, "o", List.of(entry("{o}a", 1, "x"))));
        assertThat(printed(out).strip().lines())
                .singleElement()
                .asString()
                .contains("\"tag\":\"o\"", "\"key\":\"{o}a\"", "\"value\":\"x\"", "\"version\":3", "\"deleted\":false");
    }

    private static FeedEvent.Entry<Bytes, Bytes> entry(String key, long version, String value) {
        return new FeedEvent.Entry<>(Bytes.ofUtf8(key), version, Bytes.ofUtf8(value));
    }

    private static FeedEvent.RegisterChange<Bytes, Bytes> register(
            boolean isTag, String place, List<FeedEvent.Entry<Bytes, Bytes>> entries) {
        return new FeedEvent.RegisterChange<>(3, 1, Bytes.ofUtf8(place), isTag, 3, entries, entries.isEmpty(), false);
    }

    @Test
    void whatIsNoChangeIsSaidToPeopleOnly() {
        assertThat(printer.print(new FeedEvent.SnapshotStarted<>(3, 1, true))).isFalse();
        assertThat(printer.print(new FeedEvent.WentOnBehind<>(3, 2))).isFalse();
        assertThat(printed(out)).isEmpty();
        assertThat(printed(err)).contains("partition 3 was away", "partition 3 goes on");
    }

    @Test
    void positionsAreReadAsTheyWereWrittenAndAnythingElseIsRefused() throws IOException {
        PositionsFile file = new PositionsFile(folder.resolve("orders.pos"));
        assertThat(file.read()).isEmpty();
        FeedPositions positions = new FeedPositions(new TreeMap<>(Map.of(3, Bytes.ofUtf8("here"))));
        file.write(positions);
        assertThat(file.read()).contains(positions);
        Files.writeString(folder.resolve("orders.pos"), "something else");
        assertThatThrownBy(file::read).isInstanceOf(Failure.class).hasMessageContaining("holds no positions");
    }

    private static FeedEvent.Change<Bytes, Bytes> change(String... values) {
        List<Sibling<Bytes>> versions = Arrays.stream(values)
                .map(value -> new Sibling<>(Bytes.ofUtf8(value), new Dot(new Actor(1), 1), new WriteId(1, 1, 1)))
                .toList();
        return new FeedEvent.Change<>(3, 1, Bytes.ofUtf8("k"), versions, false);
    }

    private String printed(ByteArrayOutputStream stream) {
        console.flush();
        return stream.toString(StandardCharsets.UTF_8);
    }
}
