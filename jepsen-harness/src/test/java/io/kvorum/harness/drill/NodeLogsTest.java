package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogsTest {
    @TempDir
    Path folder;

    @Test
    void errorsAndFailedAssertionsAreFound() throws IOException {
        Path log = folder.resolve("node.log");
        Files.writeString(log, """
            2026-11-28T02:47:47.215Z INFO  KvorumNode Node is ready: node=1 thread=kvorum-slow-1
            2026-11-28T02:47:49.207Z WARN  PeerLink Peer is down: peer=3 code=ERROR_CODE_X thread=io
            2026-11-28T02:47:50.000Z ERROR ShardDriver Shard has failed thread=kvorum-shard-0
            java.lang.AssertionError: a dot twice
            \tat io.kvorum.Somewhere(Somewhere.java:1)
            """);
        List<String> found = new ArrayList<>();
        NodeLogs.read("n1", log, found);
        NodeLogs.read("n2", folder.resolve("none"), found);
        assertThat(found)
                .containsExactly(
                        "n1 logged: 2026-11-28T02:47:50.000Z ERROR ShardDriver Shard has failed thread=kvorum-shard-0",
                        "n1 logged: java.lang.AssertionError: a dot twice");
    }
}
