package io.kvorum.cli.command.data;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.StrongUpdate;
import io.kvorum.cli.WriteIds;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Updated;
import io.kvorum.crdt.row.WriteId;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kvctl cas}. */
@Command(
        name = "cas",
        description = "Change keys of a strong bucket if all conditions hold: all changes as one version, or none.",
        footer = {
            "",
            "Several keys must share a tag: what stands between the first { and the next } of a key. Each option may"
                    + " be",
            "given several times. If a condition does not hold nothing is changed: what is there is printed, with exit",
            "code 4. If the outcome is unknown (exit code 6) repeat the same command with the --write-id that is"
                    + " named:",
            "it takes effect once, and what became of the first attempt is told.",
            "A key ends at the first =; one that contains = is written base64:..., without padding.",
            "",
            "Examples:",
            "  kvctl cas -b accounts --if-absent alice --put alice=100",
            "  kvctl cas -b accounts --if-version alice=1 --put alice=90",
            "  kvctl cas -b orders --if-value '{o-17}state=new' --put '{o-17}state=paid' --put '{o-17}receipt=4711'"
        })
public final class CasCommand extends CliCommand {
    @Mixin
    private BucketOption bucket = new BucketOption();

    @Mixin
    private UpdateOptions update = new UpdateOptions();

    @Option(
            names = "--write-id",
            paramLabel = "ID",
            converter = WriteIds.class,
            description = "The name of an update whose outcome is unknown, to repeat it.")
    private Optional<WriteId> writeId = Optional.empty();

    @Option(names = "--receipt", description = "Show the version, the write's id, and who acknowledged.")
    private boolean receipt;

    public CasCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        StrongUpdate wanted = update.update(writeId);
        try (Cluster cluster = cli.connect()) {
            Updated updated = cluster.update(bucket.name(), wanted);
            WrittenView.show(cli.console(), Fields.updated(bucket.name(), updated), receipt);
            return Exit.OK;
        } catch (PreconditionFailed e) {
            ConflictView.show(cli.console(), e, "a condition did not hold; nothing was changed");
            return Exit.CONFLICT;
        }
    }
}
