package io.kvorum.harness.docker;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Skips tests where no engine answers, and says so on the console: reports alone are easily overlooked. */
final class NeedsDockerEngine implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return ConditionEvaluationResult.enabled("a Docker engine answers");
        }
        String reason = context.getDisplayName() + " is skipped: no Docker engine answers on this machine"
                + " (on Debian: apt-get install docker.io, then start dockerd)";
        System.err.println(reason);
        return ConditionEvaluationResult.disabled(reason);
    }
}
