package io.kvorum.cli.command.lease;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.command.data.BucketOption;
import io.kvorum.cli.command.data.Words;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.lease.LeaseOptions;
import io.kvorum.client.lease.Leases;
import io.kvorum.client.lease.StoredLease;
import io.kvorum.crdt.codec.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the commands below {@code kvctl lease} share. */
abstract class LeaseOperation extends CliCommand {
    @Mixin
    private BucketOption bucket = new BucketOption();

    @Parameters(paramLabel = "LEASE", description = "The key of the lease, in a strong bucket.")
    private String name = "";

    LeaseOperation(Cli cli) {
        super(cli);
    }

    final String bucketName() {
        return bucket.name();
    }

    final Bytes key() {
        return Words.bytes(name);
    }

    /** Its options, before anything is sent. */
    LeaseOptions options() {
        return LeaseOptions.DEFAULT;
    }

    abstract Exit run(Cluster cluster, Leases leases) throws InterruptedException;

    @Override
    protected final Exit run() throws InterruptedException {
        LeaseOptions options = options();
        try (Cluster cluster = cli.connect()) {
            return run(cluster, new Leases(new ClusterLeaseStore(cluster, bucket.name()), options));
        } catch (OutcomeUnknown e) {
            throw new Failure(
                    Exit.UNKNOWN,
                    "OUTCOME_UNKNOWN",
                    e.getMessage() == null ? "no answer came in time" : e.getMessage(),
                    Failure.Data.UNKNOWN,
                    "'kvctl lease show' tells what is there now; a grant that comes late is over after its duration");
        }
    }

    /** @param note for people */
    final void show(StoredLease lease, String note) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bucket", bucket.name());
        Json.putBytes(fields, "key", key().array());
        fields.put("holder", lease.record().holder());
        fields.put("token", lease.fencingToken());
        fields.put("version", lease.version());
        fields.put("durationMillis", lease.record().duration().toMillis());
        fields.put("renewals", lease.record().renewals());
        cli.console()
                .show(Shown.thing(fields)
                        .raw((lease.fencingToken() + "\n").getBytes(StandardCharsets.UTF_8))
                        .note(note));
    }

    /** Says who holds it instead. */
    final Exit conflict(Leases leases, String what) {
        Optional<StoredLease> present = leases.inspect(key());
        present.ifPresentOrElse(lease -> show(lease, what), () -> cli.console().say(what + "; nobody holds it now"));
        return Exit.CONFLICT;
    }
}
