package io.kvorum.bench.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How Cassandra's JVM is started: the options that it ships for servers on Java 17, with a heap of 2 GB. */
record CassandraJvm(Path java, List<String> classPath) {
    static final int FEATURE = 17;
    static final String HEAP = "2g";

    private static final List<String> GENERAL = List.of(
            "-ea",
            "-da:net.openhft...",
            "-XX:+UseThreadPriorities",
            "-Xss256k",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseTLAB",
            "-XX:+ResizeTLAB",
            "-XX:+UseNUMA",
            "-XX:+PerfDisableSharedMem",
            "-Djava.net.preferIPv4Stack=true");

    private static final List<String> COLLECTOR = List.of(
            "-XX:+UseG1GC",
            "-XX:+ParallelRefProcEnabled",
            "-XX:MaxTenuringThreshold=1",
            "-XX:G1HeapRegionSize=16m",
            "-XX:G1RSetUpdatingPauseTimePercent=5",
            "-XX:MaxGCPauseMillis=300",
            "-XX:InitiatingHeapOccupancyPercent=70");

    private static final List<String> EXPORTS = List.of(
            "java.base/jdk.internal.misc",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.sql/java.sql",
            "java.base/java.lang.ref",
            "jdk.unsupported/sun.misc",
            "jdk.compiler/com.sun.tools.javac.file",
            "jdk.attach/sun.tools.attach");

    private static final List<String> OPENS = List.of(
            "java.base/java.lang.module",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.util.jar",
            "jdk.management/com.sun.management.internal",
            "java.base/sun.nio.ch",
            "java.base/java.io",
            "java.base/java.lang.reflect",
            "jdk.compiler/com.sun.tools.javac",
            "java.base/java.lang",
            "java.base/java.util");

    private static final List<String> NETTY = List.of(
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-Dio.netty.allocator.useCacheForAllThreads=true",
            "-Dio.netty.allocator.maxOrder=11");

    /** The command that starts the node whose files are in this folder. */
    List<String> command(Path home) {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xms" + HEAP, "-Xmx" + HEAP));
        command.addAll(GENERAL);
        command.addAll(COLLECTOR);
        command.add("-Djdk.attach.allowAttachSelf=true");
        EXPORTS.forEach(exported -> command.add("--add-exports=" + exported + "=ALL-UNNAMED"));
        OPENS.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
        command.addAll(NETTY);
        classPath.stream().filter(jar -> jar.contains("jamm-")).forEach(agent -> command.add("-javaagent:" + agent));
        command.add("-Dcassandra.config=" + home.resolve("cassandra.yaml").toUri());
        command.add("-Dcassandra.storagedir=" + home);
        command.add("-Dcassandra.logdir=" + home);
        command.add("-Dlogback.configurationFile=" + home.resolve("logback.xml"));
        command.add("-Dcassandra-foreground=yes");
        // All nodes start at once with tokens of their own: there is nobody to wait for.
        command.add("-Dcassandra.ring_delay_ms=2000");
        command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
        command.addAll(List.of("-cp", String.join(":", classPath), "org.apache.cassandra.service.CassandraDaemon"));
        return command;
    }
}
