package io.kvorum.harness.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** A node in a container, as the compose file has it, at a port of this machine that is free. */
final class NodeContainer extends GenericContainer<NodeContainer> {
    private static final int PORT = 7400;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);
    private static final int STOP_SECONDS = 30;

    private final ComposeFile.Service service;
    private final String endpoint;

    NodeContainer(
            String image, Network network, ComposeFile.Service service, Map<String, String> environment, int port) {
        super(image);
        this.service = service;
        this.endpoint = "127.0.0.1:" + port;
        addFixedExposedPort(port, PORT);
        withImagePullPolicy(name -> false);
        withNetwork(network);
        withNetworkAliases(service.name());
        withEnv(environment);
        service.tmpfs().forEach(mount -> withTmpFs(Map.of(mount, "")));
        withCreateContainerCmdModifier(this::harden);
        waitingFor(Wait.forHealthcheck().withStartupTimeout(PATIENCE));
    }

    private void harden(CreateContainerCmd command) {
        command.withHostName(service.hostname());
        command.withHealthcheck(new HealthCheck()
                .withTest(List.of("CMD", "healthy"))
                .withInterval(PROBE_INTERVAL.toNanos())
                .withTimeout(PROBE_TIMEOUT.toNanos())
                .withStartPeriod(PATIENCE.toNanos()));
        HostConfig host = Objects.requireNonNull(command.getHostConfig());
        host.withInit(service.init())
                .withReadonlyRootfs(service.readOnly())
                .withMemory(service.memoryBytes())
                .withSecurityOpts(service.securityOptions())
                .withCapDrop(service.droppedCapabilities().stream()
                        .map(Capability::valueOf)
                        .toArray(Capability[]::new));
    }

    /** host:port for clients. */
    String endpoint() {
        return endpoint;
    }

    /** Frozen: connections stay open and nothing answers. */
    void pause() {
        // On a busy machine the kernel sometimes does not freeze all processes in the time that runc gives it ("unable
        // to
        // freeze"); runc then thaws them again and says so. Nothing has happened to the node, and it can be tried
        // again.
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .ignoreException(InternalServerErrorException.class)
                .until(() -> {
                    dockerClient.pauseContainerCmd(getContainerId()).exec();
                    return true;
                });
    }

    void unpause() {
        dockerClient.unpauseContainerCmd(getContainerId()).exec();
    }

    void kill() {
        dockerClient.killContainerCmd(getContainerId()).exec();
    }

    /** The same container once more, with its data. */
    void startAgain() {
        dockerClient.startContainerCmd(getContainerId()).exec();
    }

    /** SIGTERM, and SIGKILL after half a minute. Returns the exit code. */
    long terminate() {
        dockerClient
                .stopContainerCmd(getContainerId())
                .withTimeout(STOP_SECONDS)
                .exec();
        return Objects.requireNonNull(state().getExitCodeLong());
    }

    boolean isServing() {
        InspectContainerResponse.ContainerState state = state();
        return Boolean.TRUE.equals(state.getRunning())
                && state.getHealth() != null
                && "healthy".equals(state.getHealth().getStatus());
    }

    private InspectContainerResponse.ContainerState state() {
        return dockerClient.inspectContainerCmd(getContainerId()).exec().getState();
    }
}
