package io.kvorum.cli.command.lease;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.StrongUpdate;
import io.kvorum.cli.StrongUpdate.Condition;
import io.kvorum.cli.command.data.ConflictView;
import io.kvorum.cli.command.data.Fields;
import io.kvorum.cli.command.data.UpdateOptions;
import io.kvorum.cli.command.data.WrittenView;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Updated;
import io.kvorum.client.lease.Leases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kvctl lease attach}. */
@Command(
        name = "attach",
        description = "Change keys of the lease's tag, as 'kvctl cas', if the grant still stands.",
        footer = {
            "",
            "The lease is compared by the same update that makes the changes, so no clock matters: nobody else was",
            "granted it before. If it was, or another condition does not hold, nothing is changed, and the exit code"
                    + " is",
            "4. There is no --write-id: an attempt whose outcome is unknown is repeated by itself; if it stays"
                    + " unknown,",
            "look at the keys.",
            "",
            "Examples:",
            "  kvctl lease attach '{job}lease' -b locks --token 17 --put '{job}state=done'",
            "  kvctl lease attach '{job}lease' -b locks --token 17 --if-absent '{job}out' --put '{job}out=4711'"
        })
final class LeaseAttach extends LeaseOperation {
    @Mixin
    private TokenOption token = new TokenOption();

    @Mixin
    private UpdateOptions update = new UpdateOptions();

    @Option(names = "--receipt", description = "Show the version, the write's id, and who acknowledged.")
    private boolean receipt;

    LeaseAttach(Cli cli) {
        super(cli);
    }

    @Override
    Exit run(Cluster cluster, Leases leases) {
        StrongUpdate wanted = update.update(Optional.empty());
        try {
            Updated updated = leases.attach(key(), token.value(), (leaseKey, leaseVersion, retryOf) -> {
                List<Condition> conditions = new ArrayList<>(wanted.conditions());
                conditions.add(new Condition.AtVersion(leaseKey, leaseVersion));
                return cluster.update(bucketName(), new StrongUpdate(conditions, wanted.changes(), retryOf));
            });
            WrittenView.show(cli.console(), Fields.updated(bucketName(), updated), receipt);
            return Exit.OK;
        } catch (PreconditionFailed e) {
            ConflictView.show(cli.console(), e, e.getMessage() == null ? "a condition did not hold" : e.getMessage());
            return Exit.CONFLICT;
        }
    }
}
