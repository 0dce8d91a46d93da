package io.kvorum.cli.command.bench;

import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Debian's packages. */
final class Packages {
    private Packages() {}

    /** What apt says goes to standard error, as standard output is for data. */
    static void install(List<String> names) {
        List<String> command = new ArrayList<>(List.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"));
        command.addAll(names);
        try {
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", String.join(" ", command) + " >&2");
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            if (builder.start().waitFor() == 0) {
                return;
            }
        } catch (IOException noShell) {
            // As when it fails.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Failure(
                Exit.INTERNAL,
                "NOT_INSTALLED",
                "'" + String.join(" ", command) + "' failed",
                Failure.Data.NOT_CONCERNED,
                "install the packages by hand, or leave the store out with --peers");
    }
}
